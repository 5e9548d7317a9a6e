/**
 * Goal: clients wait between requests for times that matter to the code under test, and the waits that a finding needs are as
 * short as they can be. Method: a one-time code that is accepted between 600 ms and a second after it was sent, and a job with
 * known times; what a search draws for them, and what it finds.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { responsesAgree } from '../../sim/checks/responses-agree.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { generatedPlans } from '../../sim/search/campaign/generated-plans.ts';
import { survey } from '../../sim/search/campaign/survey.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { deriveScenario } from '../../sim/simulation/scenario/derive.ts';
import { scenario, type Scenario } from '../../sim/simulation/scenario/scenario.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const code = restate.object({
  name: 'Code',
  handlers: {
    issue: async (ctx: restate.ObjectContext<{ issuedAtMs: number }>): Promise<void> => {
      ctx.set('issuedAtMs', await ctx.date.now());
    },
    ageMs: async (ctx: restate.ObjectContext<{ issuedAtMs: number }>): Promise<number> =>
      (await ctx.date.now()) - ((await ctx.get('issuedAtMs')) ?? Infinity),
  },
});

/** A derived workload in which no code is to be used at some age. */
function codes(fromMs: number, toMs: number): Scenario {
  const { scenario: derived } = deriveScenario('one-time codes', [code], { takesInput: () => false });
  const neverAccepted = responsesAgree('no code is accepted', (responses) =>
    responses.some(({ handler, output }) => handler === 'ageMs' && Number(output) >= fromMs && Number(output) < toMs)
      ? 'one was accepted'
      : true,
  );
  return { ...derived, invariants: [neverAccepted] };
}

const alarm = restate.object({
  name: 'Alarm',
  handlers: {
    set: async (ctx: restate.ObjectContext): Promise<void> => {
      await ctx.sleep({ minutes: 3 });
      ctx.genericSend({ service: 'Alarm', method: 'ring', key: ctx.key, parameter: EMPTY, delay: { hours: 5 } });
    },
    ring: async (_ctx: restate.ObjectContext): Promise<void> => undefined,
    poll: async (ctx: restate.ObjectContext): Promise<void> => {
      ctx.genericSend({ service: 'Alarm', method: 'poll', key: ctx.key, parameter: EMPTY, delay: { seconds: 2 } });
    },
  },
});
const EMPTY = new Uint8Array();

const alarms = (handler: 'set' | 'poll'): Scenario =>
  scenario('alarms', {
    services: [alarm],
    operations: ({ call }) => [call(alarm, handler, { key: fc.constantFrom('x', 'y') })],
  });

describe('the times that a search learns', () => {
  it('are those of sleeps and delays, and when something starts after them', async () => {
    const seen = await survey(new Runner(alarms('set')), 1);
    expect(seen?.spansMs).toEqual([3 * MINUTE_MS, 5 * HOUR_MS]);
    expect(seen?.momentsMs).toContain(3 * MINUTE_MS + 5 * HOUR_MS);
    expect(seen).toEqual(await survey(new Runner(alarms('set')), 1));
  });

  it('keep waits short where a job schedules itself all the time', async () => {
    const seen = await survey(new Runner(alarms('poll')), 1);
    expect(seen?.maxWaitMs).toBe(32 * SECOND_MS);
  });
});

describe('the waits of clients', () => {
  it('are near the times of the code in some runs, of any length in some, and none in most', async () => {
    const plans = await generatedPlans(new Runner(alarms('set')), 1);
    const all = Array.from({ length: 600 }, (_, place) => plans.at(place));
    const waits = all.flatMap(({ operations }) => operations.flatMap(({ afterMs }) => afterMs ?? []));
    const near = (spanMs: number): boolean => waits.some((waitMs) => Math.abs(waitMs - spanMs) <= 50);
    expect({ near: near(3 * MINUTE_MS), far: near(5 * HOUR_MS) }).toEqual({ near: true, far: true });
    expect(waits.some((waitMs) => waitMs < 10)).toBe(true);
    expect(waits.some((waitMs) => waitMs > 6 * HOUR_MS)).toBe(true);
    const waiting = all.filter(({ operations }) => operations.some(({ afterMs }) => afterMs !== undefined));
    expect(waiting.length).toBeGreaterThan(10);
    expect(waiting.length).toBeLessThan(100);
  });

  it('let two requests of a derived workload be 600 ms apart', async () => {
    const { findings } = await campaign(codes(600, 1_000), { seed: 1, runs: 600, judgeReach: false, shrink: false });
    expect(findings[0]?.invariant).toBe('no code is accepted');
  });

  it('are shrunk to what a finding needs, which replays without the times that the search has learned', async () => {
    const scenario = codes(2 * HOUR_MS, 4 * HOUR_MS);
    const { findings } = await campaign(scenario, { seed: 1, runs: 600, judgeReach: false });
    const [finding] = findings;
    expect(finding?.plan.operations.map(({ handler, afterMs }) => [handler, afterMs])).toEqual([
      ['issue', undefined],
      ['ageMs', 2 * HOUR_MS],
    ]);
    if (finding === undefined) return;
    const result = await new Runner(scenario).run(finding.plan);
    expect(result.hash).toBe(finding.traceHash);
  });
});

describe('a scenario whose clients would do nothing', () => {
  const declared = (options: object) => () =>
    scenario('idle', { services: [alarm], operations: ({ call }) => [call(alarm, 'set', { key: 'x' })], ...options });

  it.each([0, -1, 1.5, Number.NaN])('is refused: %d', (value) => {
    expect(declared({ maxOperations: value })).toThrow(
      `The scenario "idle" has \`maxOperations: ${value}\`, so its clients would do nothing; give an integer of at least 1.`,
    );
    expect(declared({ clients: value })).toThrow('so its clients would do nothing');
  });
});
