import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';

/** The scenario with some definitions replaced by others of the same name. */
export function replaced(
  scenario: Scenario,
  variants: (effects: Parameters<Scenario['services']>[0]) => readonly { readonly name: string }[],
): Scenario {
  return {
    ...scenario,
    services: (effects) => {
      const broken = new Map(variants(effects).map((variant) => [variant.name, variant]));
      return scenario.services(effects).map((right) => broken.get((right as { name: string }).name) ?? right);
    },
  };
}
