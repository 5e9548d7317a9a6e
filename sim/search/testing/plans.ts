import * as fc from 'fast-check';
import type { Plan, PlannedOperation, PointTrouble } from '../../simulation/faults/plan.ts';
import type { OperationSpec } from '../../simulation/scenario/operation-spec.ts';
import { DrawnOperation, drawnPlan, type DrawnPlan } from '../plan/drawn-operation.ts';

/** An operation by hand; `Tiny/bump` by a client of its own unless it says otherwise. */
export function operation(id: string, more: Partial<PlannedOperation> = {}): PlannedOperation {
  return { id, client: `client ${id}`, kind: 'call', service: 'Tiny', handler: 'bump', troubles: [], ...more };
}

/** An operation whose request was drawn, so that it can be made smaller, and whose client may wait. */
export function drawnOperation(
  id: string,
  arbitrary: fc.Arbitrary<OperationSpec> = fc.constant(SPEC),
  value: OperationSpec = SPEC,
  waitMs?: number,
): DrawnOperation {
  const draw = { arbitrary, value, context: undefined };
  return DrawnOperation.of({ id, client: `client ${id}`, troubles: [] }, draw, waitMs);
}

const SPEC: OperationSpec = { kind: 'call', service: 'Tiny', handler: 'bump' };

/** A request with an input, drawn from inputs. */
export function asking(inputs: fc.Arbitrary<OperationSpec['input']>): fc.Arbitrary<OperationSpec> {
  return inputs.map(
    (input) => ({ ...SPEC, ...(input !== undefined && { input }) }),
    (spec) => (spec as OperationSpec).input,
  );
}

/** A plan of these operations; of a string, one operation for each character. */
export function plan(operations: string | readonly PlannedOperation[], more: Partial<Plan> = {}): DrawnPlan {
  const all = typeof operations === 'string' ? operations.split('').map((id) => operation(id)) : operations;
  return drawnPlan({
    version: 1,
    scenario: 'tiny',
    seed: 0,
    operations: all,
    world: [],
    holds: [],
    choices: {},
    ...more,
  });
}

/** A crash at an entry; before the first entry of the first attempt unless it says otherwise. */
export function crash(
  more: Partial<Extract<PointTrouble, { kind: 'crash' }>> = {},
): Extract<PointTrouble, { kind: 'crash' }> {
  return { kind: 'crash', scope: 'connection', path: '', attempt: 1, entry: 1, phase: 'before', ...more };
}

/** The plain data of a plan, as a file has it. */
export function plain(value: Plan): unknown {
  return JSON.parse(JSON.stringify(value));
}
