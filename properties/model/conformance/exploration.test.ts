import { describe, expect, it } from 'vitest';

import { depth } from '../../harness/depth.ts';
import type { Case } from './case.ts';
import { cases } from './cases.ts';
import { simulators } from './engines.ts';
import { everyOutcome, everyPair, inManyOrders, smallForm, type ExploreOptions } from './explore.ts';

/** How many orders of steps each case is played in, whatever it expects. */
const ORDERS = depth({ slice: 2, deep: 30 });
/** By far enough for each outcome to show; a few hundred usually are. */
const MANY = 20_000;

const permutations = cases.filter(({ expect: { kind } }) => kind === 'permutation');
const sets = [...cases.filter(({ expect: { kind } }) => kind === 'one-of'), ...permutations.map(smallForm)];
const nothing = { missing: [], outside: [] };

// The goal: where the real order is not fixed, the model shows every outcome that the server may show, and no other.
// The method: worlds that differ only in the seed of the order in which their steps are taken.
describe.each(simulators)('orders of steps on $name', (simulator) => {
  const options = (limit: number, alwaysSuspend: boolean): ExploreOptions => ({ simulator, alwaysSuspend, limit });

  describe.each([false, true])('always suspended: %s', (suspend) => {
    // On both engines, suspended and not, every outcome is looked for in the long suites; here the slower ones have a few.
    const isFast = simulator.name === 'fake' && !suspend;
    const played = (test: Case): boolean => !suspend || test.needs.alwaysSuspend;
    const ofEngine = sets.filter(played);
    const wanted = isFast ? ofEngine : depth({ slice: ofEngine.slice(0, 3), deep: ofEngine });

    it.each(wanted)('shows every outcome of $number $name and nothing else', async (test) => {
      expect(await everyOutcome(test, options(MANY, suspend))).toMatchObject(nothing);
    });

    it.each(permutations.filter(played))('shows each pair of $number $name in both orders', async (test) => {
      expect(await everyPair(test, options(MANY, suspend))).toMatchObject(nothing);
    });

    // Suspended on the slower engine only in depth: each of both alone is tried here.
    const ordered = depth({ slice: suspend && simulator.name !== 'fake' ? [] : cases, deep: cases });
    it.each(ordered.filter(played))('shows nothing but what $number $name expects', async (test) => {
      expect(await inManyOrders(test, options(ORDERS, suspend))).toMatchObject(nothing);
    });
  });
});
