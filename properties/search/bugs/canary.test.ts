/**
 * Goal: a search that finds nothing any more is noticed. Method: a bug that about one run in a hundred shows, and nothing
 * else to find: a campaign that does not find it within its budget is red, whatever the reason.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { everyWrite } from '../../../sim/checks/build-invariant.ts';
import { scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { hunt, OURS } from './hunt.ts';

const canary = restate.object({
  name: 'Canary',
  handlers: {
    sing: async (ctx: restate.ObjectContext<{ note: number }>, note: number): Promise<void> => {
      ctx.set('note', note);
    },
  },
});

/** Breaks when a note is sung that hardly anybody draws. */
const cage = scenario('a canary', {
  services: [canary],
  operations: ({ call }) => [call(canary, 'sing', { key: 'c', input: fc.noBias(fc.integer({ min: 0, max: 99_999 })) })],
  maxOperations: 1,
  invariants: [
    everyWrite('the canary sings', { service: 'Canary', state: 'note' }, ({ value }) =>
      (value as number) % 100 === 0 ? 'it is silent' : true,
    ),
  ],
});

/** Nine hundred runs miss one in a hundred once in eight thousand times. */
const BUDGET = 900;
const SEEDS = [1, 2, 3];

describe('a canary that one run in a hundred kills', () => {
  it.each(SEEDS)('is found by a campaign with seed %i', async (seed) => {
    const { findings, verdict } = await campaign(cage, { seed, runs: BUDGET, judgeReach: false });
    expect(verdict).toBe('broken');
    expect(findings[0]?.invariant).toBe('the canary sings');
  });

  it('is not killed by every tenth run, so that it measures something', async () => {
    let runs = 0;
    let found = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const { made, caught } = await hunt(cage, OURS, seed, BUDGET);
      runs += made;
      if (caught !== undefined) found++;
    }
    expect(found / runs).toBeGreaterThan(1 / 300);
    expect(found / runs).toBeLessThan(1 / 30);
  });
});
