/**
 * Goal: the requests of a finding are as small as can be, whichever strategy found it. Method: an object that is broken as
 * soon as an attempt fails in a run with a large enough input; the run of each finding with any smaller input must pass.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { ALL_STRATEGIES } from '../../sim/search/campaign/run-source.ts';
import { shows } from '../../sim/search/record/fault.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';
import { depth } from '../harness/depth.ts';

const box = restate.object({
  name: 'Box',
  handlers: {
    put: async (ctx: restate.ObjectContext, value: number): Promise<void> => {
      ctx.set('value', value);
      await ctx.run('look', () => undefined);
    },
  },
});

/** The smallest input with which a failed attempt breaks the invariant. */
const SMALLEST = 37;

const noFailure: Invariant = {
  name: 'no attempt fails once a large value was put',
  watch: (view) => ({
    see: (event) =>
      event.type === 'attempt failed' && Number(view.state('Box', 'x', 'value') ?? 0) >= SMALLEST
        ? { message: 'An attempt failed.', events: [event.seq] }
        : undefined,
    exercised: () => 1,
  }),
};

const boxes = scenario('boxes', {
  services: [box],
  operations: ({ call }) => [call(box, 'put', { key: 'x', input: fc.integer({ min: 0, max: 1_000 }) })],
  invariants: [noFailure],
});

/** Those that order steps by priorities take longest: one of them stands for all. */
const strategies = depth({
  slice: ALL_STRATEGIES.filter((name) => !['pos', 'surw', 'delays'].includes(name)),
  deep: ALL_STRATEGIES,
});

it.each(strategies)('no smaller input of a finding by %s fails, too', async (strategy) => {
  const runner = new Runner(boxes);
  let found = 0;
  for (let seed = 1; seed <= 6; seed++) {
    const { findings } = await campaign(boxes, { seed, runs: 40, strategy, judgeReach: false });
    for (const finding of findings) {
      found++;
      expect(finding.shrinking.minimal).toBe(true);
      const inputs = finding.plan.operations.map(({ input }) => Number(input));
      expect(inputs).toEqual([SMALLEST]);
      for (const smaller of [0, 1, SMALLEST - 1]) {
        const operations = finding.plan.operations.map((operation, index) => ({
          ...operation,
          input: Math.min(smaller, inputs[index] ?? 0),
        }));
        expect(shows(await runner.run({ ...finding.plan, operations }), finding)).toBe(false);
      }
    }
  }
  expect(found).toBeGreaterThanOrEqual(3);
});
