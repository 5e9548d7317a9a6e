/**
 * Goal: a job that schedules itself costs as much in each round, and says as much, however many rounds there were before.
 * Method: the same job for 12, 100 and 1,000 rounds; steps, and what the words of its events say, per round.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { Runner } from '../../../sim/search/run/runner.ts';
import { scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { eventsInWords, storyOf } from '../../../sim/trace/story.ts';

const HOUR_MS = 3_600_000;

const job = restate.object({
  name: 'Hourly',
  handlers: {
    tick: async (ctx: restate.ObjectContext): Promise<void> => {
      await ctx.run('work', () => 'done');
      ctx.genericSend({ service: 'Hourly', method: 'tick', key: ctx.key, parameter: EMPTY, delay: { hours: 1 } });
    },
  },
});
const EMPTY = new Uint8Array();

const hourly = scenario('hourly', {
  services: [job],
  operations: ({ call }) => [call(job, 'tick', { key: 'x' })],
});

/** @returns what a run of so many rounds takes, and says */
async function sizeOf(rounds: number) {
  const { events, steps, verdict, undecided } = await new Runner(hourly).run({
    version: 1,
    scenario: 'hourly',
    seed: 0,
    horizonMs: (rounds - 1) * HOUR_MS,
    operations: [{ id: 'a', client: 'c', kind: 'call', service: 'Hourly', handler: 'tick', key: 'x', troubles: [] }],
    world: [],
    holds: [],
    choices: {},
  });
  expect({ verdict, undecided }).toEqual({ verdict: 'held', undecided: undefined });
  const made = events.filter(({ type }) => type === 'attempt started').length;
  const words = eventsInWords(events).map(({ text }) => text);
  return {
    made,
    steps,
    characters: words.join('\n').length,
    longest: Math.max(...words.map(({ length }) => length)),
    events,
  };
}

describe('a job that schedules itself', () => {
  it.each([12, 100, 1_000])('costs and says the same in each round: %i', async (rounds) => {
    const few = await sizeOf(12);
    const { made, steps, characters, longest } = await sizeOf(rounds);
    expect(Math.abs(made - rounds)).toBeLessThanOrEqual(1);
    expect(steps / made).toBeLessThanOrEqual((few.steps / few.made) * 1.1);
    expect(characters / made).toBeLessThanOrEqual((few.characters / few.made) * 1.25);
    expect(longest).toBeLessThanOrEqual(few.longest + 10);
  });

  it('is named by its round in a story', async () => {
    const { events } = await sizeOf(100);
    const story = storyOf(events, [events.findLast(({ type }) => type === 'completed')?.seq ?? 0]);
    expect(story.at(-1)).toMatch(/ a\/2×(?:99|100): Hourly\/x\/tick {2}/);
    expect(Math.max(...story.map(({ length }) => length))).toBeLessThan(120);
  });
});
