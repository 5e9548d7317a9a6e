import type { Scenario } from '../simulation/scenario/scenario.ts';

/** A scenario whose body is watched, and the first error that the body threw since. */
export interface WatchedBody {
  readonly scenario: Scenario;
  readonly thrown: () => Error | undefined;
}

/** Watches what the body of a scenario throws, whose stack has the line of the failing `expect`: a trace keeps no stacks. */
export function watchBody(scenario: Scenario): WatchedBody {
  const { body } = scenario;
  let thrown: Error | undefined;
  if (body === undefined) return { scenario, thrown: () => undefined };
  return {
    scenario: {
      ...scenario,
      body: (world) =>
        body(world).catch((error: unknown) => {
          if (error instanceof Error) thrown ??= error;
          throw error;
        }),
    },
    thrown: () => thrown,
  };
}
