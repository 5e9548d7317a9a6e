import { readDefinitions } from '../attempt/read-definition.ts';
import { sdkOf } from '../attempt/sdk-shape.ts';
import type { Scenario } from './scenario.ts';

/** @returns `Service/handler` for every handler that a scenario binds */
export function boundHandlersOf(scenario: Scenario): string[] {
  const never = (): Promise<never> => Promise.reject(new Error('No handler runs while definitions are only read.'));
  const effects = Object.fromEntries(Object.keys(scenario.effects).map((name) => [name, never]));
  const definitions = scenario.services(effects);
  const services = readDefinitions(definitions, sdkOf(definitions));
  return [...services.values()].flatMap(({ name, handlers }) =>
    [...handlers.keys()].map((handler) => `${name}/${handler}`),
  );
}
