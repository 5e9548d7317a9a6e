import { withDefaultOptions } from '../../attempt/endpoint-options.ts';
import type { HandlerKind } from '../../attempt/definition.ts';
import { readDefinitions } from '../../attempt/read-definition.ts';
import { sdkOf } from '../../attempt/sdk-shape.ts';
import type { Scenario } from './scenario.ts';

/** @returns `Service/handler` for every handler that a scenario binds */
export function boundHandlersOf(scenario: Scenario): string[] {
  return handlersIn(scenario).map(({ name }) => name);
}

/** @returns the kinds of handlers that a scenario binds */
export function boundKindsOf(scenario: Scenario): ReadonlySet<HandlerKind> {
  return new Set(handlersIn(scenario).map(({ kind }) => kind));
}

/** @returns the definitions that a scenario binds, by name */
export function servicesOf(scenario: Scenario): ReturnType<typeof readDefinitions> {
  const never = (): Promise<never> => Promise.reject(new Error('No handler runs while definitions are read.'));
  const effects = Object.fromEntries(Object.keys(scenario.effects).map((name) => [name, never]));
  const definitions = withDefaultOptions(scenario.services(effects), scenario.defaultServiceOptions);
  return readDefinitions(definitions, sdkOf(definitions));
}

function handlersIn(scenario: Scenario): { readonly name: string; readonly kind: HandlerKind }[] {
  return [...servicesOf(scenario).values()].flatMap(({ name, handlers }) =>
    [...handlers].map(([handler, { kind }]) => ({ name: `${name}/${handler}`, kind })),
  );
}
