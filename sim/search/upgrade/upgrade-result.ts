import { boundHandlersOf } from '../../simulation/scenario/bound-handlers.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { Explored, Journals } from './explore-upgrade.ts';
import { safePointsOf, type SafePoints } from './safe-points.ts';
import { standingName } from './standing.ts';

/** What deploys at every point have shown. Plain data. */
export interface UpgradeResult {
  readonly deploys: number;
  /** Different points of journals at which they were made. */
  readonly points: number;
  readonly handlers: readonly SafePoints[];
  readonly journals: readonly Journals[];
  /** Handlers of the old version, `Service/handler`, that were never in flight at a deploy. */
  readonly never: readonly string[];
  /** Faults that the old version shows without an upgrade, in words. */
  readonly before: readonly string[];
}

export function upgradeResultOf({ tried, before, journals }: Explored, scenario: Scenario): UpgradeResult {
  const stood = new Set(tried.map(({ standing }) => standing.handler));
  const meant = boundHandlersOf(scenario).filter((handler) => scenario.uncalled?.includes(handler) !== true);
  return {
    deploys: tried.length,
    points: new Set(tried.map(({ standing }) => standingName(standing))).size,
    handlers: safePointsOf(tried),
    journals,
    never: meant.filter((handler) => !stood.has(handler)),
    before,
  };
}
