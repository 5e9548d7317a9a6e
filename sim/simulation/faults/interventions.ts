import { operatorActions } from '../scenario/operators.ts';
import type { FaultProfile } from '../scenario/scenario.ts';
import type { Intervention } from './planned-troubles.ts';

/** @returns what operators do to invocations in the runs of a scenario, in the order in which the search numbers them */
export function interventionsOf({ operators = false, clearedState = false }: FaultProfile): readonly Intervention[] {
  return [...operatorActions(operators), ...(clearedState ? (['clear state'] as const) : [])];
}
