import type { Scenario } from '../../simulation/scenario/scenario.ts';

/** @returns the scenario without its upgrade */
export function oldAlone(scenario: Scenario): Scenario {
  const { upgrade, ...old } = scenario;
  return upgrade === undefined ? scenario : old;
}

/** @returns the scenario with the new version from the start */
export function nextAlone({ upgrade, ...scenario }: Scenario): Scenario {
  return upgrade === undefined ? scenario : { ...scenario, services: upgrade.to };
}

/** @returns the scenario in which the old version is deployed again in place of the new one */
export function toItself(scenario: Scenario): Scenario {
  const { upgrade, services } = scenario;
  return upgrade === undefined ? scenario : { ...scenario, upgrade: { ...upgrade, to: services } };
}
