import type { Scenario } from './scenario.ts';

/** @returns every scenario that a module exports, alone or in an array, each once */
export function scenariosIn(module: object): readonly Scenario[] {
  const found = new Set<Scenario>();
  for (const exported of Object.values(module)) {
    for (const candidate of Array.isArray(exported) ? exported : [exported])
      if (isScenario(candidate)) found.add(candidate);
  }
  return [...found];
}

/** @returns whether a value is a scenario; by its shape, because it may come from another copy of this package */
export function isScenario(value: unknown): value is Scenario {
  return typeof value === 'object' && value !== null && 'name' in value && 'services' in value && 'setup' in value;
}
