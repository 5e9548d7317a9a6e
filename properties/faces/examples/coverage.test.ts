import { describe, expect, it } from 'vitest';
import { rateLimiterScenario } from '../../../scenarios/rate-limiter.ts';
import { shoppingCartScenario } from '../../../scenarios/shopping-cart.ts';
import { coverageGroups, faultCounts } from '../../../reports/data/coverage.ts';
import type { CoverageGroup } from '../../../reports/data/report.ts';
import { collect } from '../../../sim/report/collect.ts';
import { asTyped } from '../../../sim/report/shell.ts';
import { NPM_RUN_SIM } from '../../../sim/report/user-commands.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';

const ABOUT = {
  suite: 'coverage',
  seed: 42,
  engine: 'fake',
  versions: {},
  budget: '',
  command: asTyped(''),
  commands: NPM_RUN_SIM,
} as const;

async function coverageOf(scenario: Scenario, strategy: 'crashes' | 'mix', runs: number): Promise<CoverageGroup[]> {
  const result = await campaign(scenario, { seed: 42, runs, strategy, judgeReach: false });
  const [covered] = (await collect(ABOUT, [{ scenario, result }])).scenarios;
  expect(covered?.faultCounts.reduce((sum, count) => sum + count, 0)).toBe(result.runs);
  return [...(covered?.coverage ?? [])];
}

const group = (groups: readonly CoverageGroup[], name: string): CoverageGroup =>
  groups.find((each) => each.name.includes(name)) ?? { name: 'not there', items: [] };

const counted = ({ items }: CoverageGroup, name: string): number | undefined =>
  items.find((item) => item.name === name)?.count;

describe('what a report says was reached', () => {
  it('has the crashes that were enumerated one by one', async () => {
    const crashes = group(await coverageOf(shoppingCartScenario, 'crashes', 100), 'crashes by journal entry');
    for (const place of ['before a Set state entry', 'after a Set state entry', 'after an Output entry'])
      expect(counted(crashes, place)).toBeGreaterThan(0);
  });

  it('has no crashes where nothing may crash, and says so first', async () => {
    const calm = { ...shoppingCartScenario, faults: { ...shoppingCartScenario.faults, troubles: 0 } };
    const groups = await coverageOf({ ...calm, faults: { ...calm.faults, serverRestarts: false } }, 'mix', 40);
    const crashes = group(groups, 'crashes by journal entry');
    expect(crashes.items.map(({ count }) => count).filter((count) => count > 0)).toEqual([]);
    expect(group(groups, 'what happened').items[0]).toMatchObject({ count: 0, zero: 'no connection was ever lost' });
  });

  it('has the edges of a limiter: what no run came to first, in words', async () => {
    const few = group(await coverageOf(rateLimiterScenario, 'mix', 2), 'token bucket of RateLimiter/check');
    const many = group(await coverageOf(rateLimiterScenario, 'mix', 150), 'token bucket of RateLimiter/check');
    const zeroes = ({ items }: CoverageGroup): number => items.filter(({ count }) => count === 0).length;
    expect(zeroes(few)).toBeGreaterThan(zeroes(many));
    expect(few.items[0]).toMatchObject({ count: 0, zero: expect.stringMatching(/^RateLimiter\/check: no/) as string });
    expect(zeroes(many)).toBe(0);
  });
});

describe('the groups of coverage', () => {
  it('are none where nothing was counted', () => {
    expect(coverageGroups({}, [])).toEqual([]);
    expect(faultCounts({})).toEqual([]);
  });

  it('call journal entries by Restate’s names, several commands together', () => {
    const counts = {
      'entry GetLazyState': 2,
      'entry GetEagerState': 3,
      'crash before GetEagerState': 1,
      'troubles 2': 4,
    };
    const groups = coverageGroups(counts, []);
    expect(group(groups, 'journal entries').items).toMatchObject([{ name: 'Get state', count: 5 }]);
    expect(counted(group(groups, 'crashes by'), 'before a Get state entry')).toBe(1);
    expect(counted(group(groups, 'crashes by'), 'after a Get state entry')).toBe(0);
    expect(faultCounts(counts)).toEqual([0, 0, 4]);
  });
});
