import type { ReportUpgrade, UpgradeRow } from '../../reports/data/upgrade.ts';
import type { SafePoints } from '../search/upgrade/safe-points.ts';
import type { UpgradeResult } from '../search/upgrade/upgrade-result.ts';
import { ROUTE_WORDS, safetyOf } from '../search/upgrade/safety-words.ts';

/** @returns what a report shows of an upgrade: for each handler the two versions side by side, and where a deploy is safe */
export function upgradeOf({ deploys, points, handlers, journals, never, before }: UpgradeResult): ReportUpgrade {
  const names = [...new Set(handlers.map(({ handler }) => handler))];
  return {
    deploys,
    points,
    never,
    before,
    handlers: names.map((handler) => {
      const own = handlers.filter((each) => each.handler === handler);
      const { old = [], next = [] } = journals.find((each) => each.handler === handler) ?? {};
      return {
        handler,
        routes: own.map((each) => ({
          name: ROUTE_WORDS[each.route],
          words: safetyOf(each),
          isSafe: each.unsafe === 0,
        })),
        rows: Array.from({ length: Math.max(old.length, next.length) }, (_, index) => rowOf(index + 1, old, next, own)),
      };
    }),
  };
}

function rowOf(entry: number, old: readonly string[], next: readonly string[], own: readonly SafePoints[]): UpgradeRow {
  const [before, after] = [old[entry - 1], next[entry - 1]];
  return {
    entry,
    ...(before !== undefined && { old: before }),
    ...(after !== undefined && { next: after }),
    states: own.map(({ places }) => {
      const here = places.filter((place) => place.entry === entry);
      if (here.length === 0) return 'untried';
      if (here.every(({ isSafe }) => isSafe)) return 'safe';
      return here.some(({ isSafe }) => isSafe) ? 'depends' : 'breaks';
    }),
  };
}
