/**
 * Goal: deploys at every point find what a change breaks, on the routes on which it breaks it, in the handlers in which it does,
 * and nothing else. Method: the common mistakes and safe changes of `changes.ts`, each on each route alone.
 */
import { describe, expect, it } from 'vitest';
import { exploreUpgrade } from '../../../sim/search/upgrade/explore-upgrade.ts';
import { UPGRADE_ROUTES, type UpgradeRoute } from '../../../sim/simulation/scenario/upgrade.ts';
import { breaksOn, CHANGES, scenarioOf } from './changes.ts';

describe.each(CHANGES)('$name', (change) => {
  it.each(UPGRADE_ROUTES)('is judged right on the route %s', async (route) => {
    const { tried, findings, undecided } = await exploreUpgrade(scenarioOf(change, [route]), { seed: 1 });
    const found = findings.map(({ handler = '', kind = '' }) => [handler, kind] as const);
    const wanted = breaksOn(change, route);
    expect(undecided).toEqual([]);
    expect(tried.length).toBeGreaterThan(0);
    expect(found.map(([handler]) => handler).filter((handler) => !(handler in wanted))).toEqual([]);
    for (const [handler, kind] of Object.entries(wanted)) {
      expect(found.filter(([own]) => own === handler).map(([, own]) => own)).toEqual(
        expect.arrayContaining([expect.stringContaining(kind)]),
      );
    }
  });
});

it.each(CHANGES.filter(({ differs }) => differs !== undefined))(
  '$name is said to be silently different',
  async (change) => {
    const { advice } = await exploreUpgrade(scenarioOf(change, ['new', 'in-place']), { seed: 1 });
    expect(advice.join('\n')).toMatch(change.differs ?? /^$/);
  },
);

it('a roll-back is judged in the ways that are among the routes, and for what it breaks itself', async () => {
  const change = CHANGES.find(({ name }) => name === 'the result of a step has another shape, which crashes');
  if (change === undefined) throw new RangeError('The change has another name.');
  const kinds = async (...routes: readonly UpgradeRoute[]): Promise<string[]> => {
    const { tried } = await exploreUpgrade(scenarioOf(change, routes), { seed: 1 });
    return [...new Set(tried.filter(({ faults }) => faults.length > 0).map(({ route }) => route))];
  };
  expect(await kinds('rollback')).toEqual(['rollback']);
  expect(await kinds('new', 'rollback')).toEqual([]);
  expect(await kinds('new', 'in-place', 'rollback')).toEqual(['in-place']);
});
