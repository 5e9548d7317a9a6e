/**
 * Goal: when the budget of time is over, a campaign ends with what it has, in every phase, and says what it has cut short.
 * Method: a budget that is over after so many steps of runs, instead of a clock.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeUtf8 } from '../../core/utf8.ts';
import { scenario } from '../../simulation/scenario/scenario.ts';
import { campaign } from './campaign.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext) => {
      const before = (await ctx.get<number>('n')) ?? 0;
      await ctx.sleep(10);
      ctx.set('n', before + 1);
      return before + 1;
    },
  },
});

const world = scenario('a counter', {
  services: [counter],
  operations: ({ call }) => [call(counter, 'add', { key: fc.constantFrom('a', 'b') })],
});
/** Whether a run has broken the invariant below. */
let isBroken = false;

const breaking = scenario('a counter that breaks', {
  services: [counter],
  operations: ({ call }) => [call(counter, 'add', { key: fc.constantFrom('a', 'b') })],
  invariants: [
    {
      name: 'a counter stays below three',
      watch: () => {
        let judged = 0;
        return {
          see: (event) => {
            if (event.type !== 'completed' || 'failure' in event.result) return undefined;
            judged++;
            const value = decodeUtf8(event.result.ok);
            isBroken ||= value === '3';
            return value === '3' ? { message: `It is ${value}.`, events: [event.seq] } : undefined;
          },
          exercised: () => judged,
        };
      },
    },
  ],
});

/** @returns true from the n-th time on that it is called */
function after(times: number): () => boolean {
  let asked = 0;
  return () => ++asked > times;
}

// All runs of this strategy count; others make runs that only find out where something could crash.
const OPTIONS = { seed: 1, runs: 50, judgeReach: false, strategy: 'random' } as const;

it('a run that is cut counts for nothing, and those before it count', async () => {
  const whole = await campaign(world, OPTIONS);
  const some = await campaign(world, { ...OPTIONS, cut: after(400) });
  expect([some.verdict, some.undecided, some.cutShort]).toEqual(['held', [], []]);
  expect(some.runs).toBeGreaterThan(0);
  expect(some.runs).toBeLessThan(whole.runs);
});

it('a first run that is cut leaves the scenario undecided', async () => {
  const { verdict, runs, undecided } = await campaign(world, { ...OPTIONS, cut: after(5) });
  expect([verdict, runs]).toEqual(['undecided', 0]);
  expect(undecided).toEqual(['the search ended before its first run did']);
});

it('a finding that is being shrunk is reported as far as it has come', async () => {
  const [whole] = (await campaign(breaking, OPTIONS)).findings;
  expect(whole?.shrinking).toMatchObject({ minimal: true });
  isBroken = false;
  const later = after(600);
  const result = await campaign(breaking, { ...OPTIONS, cut: () => isBroken && later() });
  const [cut] = result.findings;
  expect([result.verdict, result.cutShort]).toEqual(['broken', ['shrinking']]);
  expect(cut?.shrinking).toMatchObject({ minimal: false, cut: true });
  expect(cut?.message).toBe(whole?.message);
  expect(cut?.shrinking.runs).toBeLessThan(whole?.shrinking.runs ?? 0);
});

it('a finding of the last moment is reported as it was found', async () => {
  isBroken = false;
  const { findings, cutShort } = await campaign(breaking, { ...OPTIONS, cut: () => isBroken });
  expect(cutShort).toEqual(['shrinking']);
  expect(findings[0]?.shrinking).toMatchObject({ cut: true, minimal: false });
  expect(findings[0]?.story.length).toBeGreaterThan(0);
});
