import * as fc from 'fast-check';
import type { Scenario, ScenarioOptions } from '../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { Effect } from '../../sim/simulation/scenario/effect.ts';
import type { Json, PlannedOperation, Trouble } from '../../sim/simulation/faults/plan.ts';

/** A request: `ask('Counter', 'k', 'add', 1)`. */
export function ask(
  service: string,
  key: string | undefined,
  handler: string,
  input?: Json,
  more: Partial<OperationSpec> = {},
): OperationSpec {
  return {
    kind: 'call',
    service,
    handler,
    ...(key !== undefined && { key }),
    ...(input !== undefined && { input }),
    ...more,
  };
}

/** Operations of a plan, named a, b, c, each by a client of its own unless it says otherwise. */
export function planned(
  ...specs: readonly (OperationSpec & { readonly client?: string; readonly troubles?: readonly Trouble[] })[]
): PlannedOperation[] {
  return specs.map((spec, index) => {
    const id = String.fromCodePoint(97 + index);
    return { client: `client ${id}`, troubles: [], ...spec, id };
  });
}

/** A scenario whose clients make any of these requests. */
export function worldOf<Effects extends Readonly<Record<string, Effect<never, unknown>>>>(
  requests: readonly OperationSpec[],
  options: Omit<ScenarioOptions<Effects>, 'operations'>,
): Scenario {
  return scenario<Effects>('a world', {
    ...options,
    operations: () => requests.map((request) => fc.constant(request)),
  });
}
