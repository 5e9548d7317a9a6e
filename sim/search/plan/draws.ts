import type * as fc from 'fast-check';
import type { PlannedOperation } from '../../simulation/faults/plan.ts';
import type { OperationSpec } from '../../simulation/scenario/scenario.ts';

/** How fast-check drew an operation, which it needs to know to make it smaller. */
export interface Draw {
  readonly arbitrary: fc.Arbitrary<OperationSpec>;
  readonly value: OperationSpec;
  readonly context: unknown;
}

/** Plans are plain data; what fast-check remembers of them stays beside them, and is lost when they go into a file. */
const draws = new WeakMap<PlannedOperation, Draw>();

export function rememberDraw(operation: PlannedOperation, draw: Draw): PlannedOperation {
  draws.set(operation, draw);
  return operation;
}

/** @returns the operation with some fields changed that are not part of what was drawn */
export function changed(
  operation: PlannedOperation,
  changes: Partial<Pick<PlannedOperation, 'id' | 'client' | 'troubles'>>,
): PlannedOperation {
  const copy = { ...operation, ...changes };
  const draw = draws.get(operation);
  if (draw !== undefined) draws.set(copy, draw);
  return copy;
}

/** @returns smaller versions of what the operation asks for, the smallest first */
export function* smallerRequests(operation: PlannedOperation): Generator<PlannedOperation> {
  const draw = draws.get(operation);
  if (draw === undefined) return;
  const { id, client, troubles } = operation;
  for (const { value, context } of draw.arbitrary.shrink(draw.value, draw.context)) {
    yield rememberDraw({ id, client, ...value, troubles }, { arbitrary: draw.arbitrary, value, context });
  }
}
