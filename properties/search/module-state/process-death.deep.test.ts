/**
 * Goal: what a process keeps in its modules is gone when it dies, so that code which relies on it is found. Method: campaigns
 * from many seeds over services that do, and over their twins, which keep the same in Restate.
 */
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { depth } from '../../harness/depth.ts';
import { remembered, remembering } from './remembering.ts';

const SEEDS = Array.from({ length: depth({ slice: 10, deep: 40 }) }, (_, seed) => seed + 1);
const RUNS = 200;

describe.each(remembering.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  it(`is found within ${RUNS} runs from nine of ten seeds`, async () => {
    let found = 0;
    for (const seed of SEEDS) {
      const { verdict } = await campaign(scenario, { seed, runs: RUNS, judgeReach: false, shrink: false });
      if (verdict === 'broken') found++;
    }
    expect(found).toBeGreaterThanOrEqual(0.9 * SEEDS.length);
  });

  it('is repeated by its plan, and not where modules stay', async () => {
    const [finding] = (await campaign(scenario, { seed: 1, runs: RUNS, judgeReach: false })).findings;
    if (finding === undefined) throw new Error('it was not found');
    const verdicts = [finding.plan, { ...finding.plan, renews: false }].map(async (plan) => {
      const { verdict } = await new Runner(scenario).run(plan);
      return verdict;
    });
    expect(await Promise.all(verdicts)).toEqual(['broken', 'held']);
  });
});

it.each(remembered.map((scenario) => [scenario.name, scenario] as const))('%s, holds', async (_, scenario) => {
  const { verdict } = await campaign(scenario, { seed: 1, runs: 400, judgeReach: false });
  expect(verdict).toBe('held');
});
