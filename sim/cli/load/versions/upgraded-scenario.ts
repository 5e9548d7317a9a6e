import type { Scenario } from '../../../simulation/scenario/scenario.ts';
import type { UpgradeRoute } from '../../../simulation/scenario/upgrade.ts';
import type { Loaded } from '../user-files.ts';

/**
 * @param old a scenario of the old version, or one that was derived from it
 * @param next the new version, and the scenarios that were found there or derived
 * @returns the scenario, in whose runs the new version arrives; the invariants of both versions must hold
 */
export function upgradedScenario(old: Scenario, next: Loaded, routes: readonly UpgradeRoute[]): Scenario {
  const other = next.scenarios.find(({ name }) => name === old.name) ?? derivedOf(next);
  const own = new Set(old.invariants.map(({ name }) => name));
  // What is derived for the new version is derived for the old one, too.
  const added = next.derived === undefined ? (other?.invariants.filter(({ name }) => !own.has(name)) ?? []) : [];
  return {
    ...old,
    effects: { ...other?.effects, ...old.effects },
    stubs: { ...other?.stubs, ...old.stubs },
    ...(old.http === undefined && other?.http === undefined ? {} : { http: { ...other?.http, ...old.http } }),
    invariants: [...old.invariants, ...added],
    upgrade: {
      to: other?.services ?? (() => next.services),
      routes,
      operations: other?.operations ?? [],
    },
  };
}

function derivedOf({ derived, scenarios }: Loaded): Scenario | undefined {
  return derived === undefined ? undefined : scenarios[0];
}
