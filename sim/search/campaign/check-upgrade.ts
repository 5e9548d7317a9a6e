import { deriveScenario } from '../../simulation/scenario/derive.ts';
import type { Hints } from '../../simulation/scenario/hints.ts';
import type { AnyDefinition, Scenario } from '../../simulation/scenario/scenario.ts';
import { checkedRoutes, type UpgradeRoute } from '../../simulation/scenario/upgrade.ts';
import { checkScenario, type CheckOptions } from './check-scenario.ts';
import type { ScenarioResult } from './types.ts';

/** How an upgrade is checked. */
export interface CheckUpgradeOptions extends Omit<CheckOptions, 'shard' | 'path' | 'strategy' | 'bounds'> {
  /** How the new version arrives. Default: `new` and `in-place`. */
  readonly how?: UpgradeRoute | readonly UpgradeRoute[];
  /** Inputs and more for the workload that is derived from definitions, as a file of hints has them. See docs/hints.md. */
  readonly hints?: Hints;
}

/**
 * Checks that a new version of services may be deployed while work of the old one is in flight: deploys it at every point of a
 * journal at which an invocation can stand, then in generated runs with other faults.
 * @param old definitions, for which a workload is derived; or a scenario with a workload and invariants of its own
 * @param next the definitions of the new version, or a function that makes them from the effects of the scenario
 * @param options how the new version arrives, what clients send, and how far the search goes
 * @returns the result of the search, if everything held; its `upgrade` says where the deploys were made
 * @throws {InvariantBroken} with what breaks, and the shortest story of it
 * @throws {NotDecided} if nothing breaks, but a handler was never in flight at a deploy, or a run reached a limit
 * @throws {UsageError} when no handler can be called, or `how` is none of the routes
 */
export function checkUpgrade(
  old: Scenario | readonly AnyDefinition[],
  next: readonly AnyDefinition[] | Scenario['services'],
  options: CheckUpgradeOptions = {},
): Promise<ScenarioResult> {
  const { how = ['new', 'in-place'], hints, ...rest } = options;
  const scenario = isList(old) ? deriveScenario('upgrade', old, hints).scenario : old;
  const routes = checkedRoutes(how, 'checkUpgrade');
  const to = isList(next) ? () => next : next;
  return checkScenario({ ...scenario, upgrade: { to, routes, operations: [] } }, rest);
}

function isList<T>(value: T | readonly AnyDefinition[]): value is readonly AnyDefinition[] {
  return Array.isArray(value);
}
