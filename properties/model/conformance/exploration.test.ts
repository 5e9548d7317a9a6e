import { describe, expect, it } from 'vitest';

import { depth } from '../../harness/depth.ts';
import type { Case } from './case.ts';
import type { ServerVersion } from '../../../sim/core/server-version.ts';
import { cases as allCases } from './cases.ts';
import { simulators } from './engines.ts';
import { casesOn } from './versions.ts';
import { everyOutcome, everyPair, inManyOrders, smallForm, type ExploreOptions } from './explore.ts';

/** How many orders of steps each case is played in, whatever it expects. */
const ORDERS = depth({ slice: 2, deep: 30 });
/** The same on the slower engine. */
const FEWER_ORDERS = depth({ slice: 1, deep: 30 });
/** By far enough for each outcome to show; a few hundred usually are. */
const MANY = 20_000;

/** Of 1.8 those that are played on it alone, or have another outcome there. */
const played: readonly { readonly version: ServerVersion; readonly cases: readonly Case[] }[] = [
  { version: '1.7', cases: casesOn('1.7', allCases) },
  { version: '1.8', cases: casesOn('1.8', allCases).filter(({ on, needs }) => on !== undefined || needs.versions) },
];
const nothing = { missing: [], outside: [] };

// The goal: where the real order is not fixed, the model shows every outcome that the server may show, and no other.
// The method: worlds that differ only in the seed of the order in which their steps are taken.
const rooms = simulators.flatMap((simulator) => played.map((one) => ({ name: simulator.name, simulator, ...one })));
describe.each(rooms)('orders of steps on $name, server $version', ({ simulator, version, cases }) => {
  const permutations = cases.filter(({ expect: { kind } }) => kind === 'permutation');
  const sets = [...cases.filter(({ expect: { kind } }) => kind === 'one-of'), ...permutations.map(smallForm)];
  const options = (limit: number, alwaysSuspend: boolean): ExploreOptions => ({
    simulator,
    alwaysSuspend,
    limit,
    version,
  });

  describe.each([false, true])('always suspended: %s', (suspend) => {
    // On both engines, suspended and not, every outcome is looked for in the long suites; here the slower ones have a few.
    const isFast = simulator.name === 'fake' && !suspend;
    const fits = (test: Case): boolean => !suspend || test.needs.alwaysSuspend;
    const ofEngine = sets.filter(fits);
    const wanted = isFast ? ofEngine : depth({ slice: ofEngine.slice(0, 3), deep: ofEngine });

    it.each(wanted)('shows every outcome of $number $name and nothing else', async (test) => {
      expect(await everyOutcome(test, options(MANY, suspend))).toMatchObject(nothing);
    });

    it.each(isFast ? permutations : depth({ slice: [], deep: permutations.filter(fits) }))(
      'shows each pair of $number $name in both orders',
      async (test) => {
        expect(await everyPair(test, options(MANY, suspend))).toMatchObject(nothing);
      },
    );

    // Suspended on the slower engine only in depth: each of both alone is tried here.
    const ordered = depth({ slice: suspend && simulator.name !== 'fake' ? [] : cases, deep: cases });
    it.each(ordered.filter(fits))('shows nothing but what $number $name expects', async (test) => {
      expect(
        await inManyOrders(test, options(simulator.name === 'fake' ? ORDERS : FEWER_ORDERS, suspend)),
      ).toMatchObject(nothing);
    });
  });
});
