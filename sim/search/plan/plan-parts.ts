import { operationOf, parseChoiceKey } from '../../core/address.ts';
import type { Hold, Plan } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from './drawn-operation.ts';

/** A part of a plan that can be removed. */
export type Part =
  | { readonly kind: 'operation'; readonly operation: string }
  | { readonly kind: 'trouble'; readonly operation: string; readonly index: number }
  | { readonly kind: 'world trouble'; readonly index: number }
  | { readonly kind: 'hold'; readonly hold: Hold }
  | { readonly kind: 'choice'; readonly key: string };

/** @returns the parts of a plan that can be removed, operations first */
export function partsOf(plan: Plan): Part[] {
  return [
    ...plan.operations.map(({ id }): Part => ({ kind: 'operation', operation: id })),
    ...plan.operations.flatMap(({ id, troubles }) =>
      troubles.map((_, index): Part => ({ kind: 'trouble', operation: id, index })),
    ),
    ...plan.world.map((_, index): Part => ({ kind: 'world trouble', index })),
    ...plan.holds.map((hold): Part => ({ kind: 'hold', hold })),
    ...Object.keys(plan.choices).map((key): Part => ({ kind: 'choice', key })),
  ];
}

/**
 * @returns the parts of a plan that can be removed, the least important first: choices, holds, troubles, then operations. The
 * first operations come before the last one, in which the invariant breaks.
 */
export function lightestFirst(plan: Plan): Part[] {
  const parts = partsOf(plan);
  return [
    ...parts.filter(({ kind }) => kind !== 'operation').toReversed(),
    ...parts.filter(({ kind }) => kind === 'operation'),
  ];
}

/** @returns the plan without some of its parts, and without the holds and choices about removed operations */
export function without(plan: DrawnPlan, parts: readonly Part[]): DrawnPlan {
  const gone = new Set(parts.flatMap((part) => (part.kind === 'operation' ? [part.operation] : [])));
  const troubles = new Set(
    parts.flatMap((part) => (part.kind === 'trouble' ? [`${part.operation} ${part.index}`] : [])),
  );
  const world = new Set(parts.flatMap((part) => (part.kind === 'world trouble' ? [part.index] : [])));
  const holds = new Set(parts.flatMap((part) => (part.kind === 'hold' ? [part.hold] : [])));
  const choices = new Set(parts.flatMap((part) => (part.kind === 'choice' ? [part.key] : [])));
  // A plan from a file may name what is no address, which belongs to no operation.
  const mentions = (address: string): boolean => {
    const operation = operationOf(address);
    return operation !== undefined && gone.has(operation);
  };
  return {
    ...plan,
    operations: plan.operations
      .filter(({ id }) => !gone.has(id))
      .map((operation) => {
        const left = operation.troubles.filter((_, index) => !troubles.has(`${operation.id} ${index}`));
        return left.length === operation.troubles.length ? operation : operation.with({ troubles: left });
      }),
    world: plan.world.filter((_, index) => !world.has(index)),
    holds: plan.holds.filter((hold) => !holds.has(hold) && !mentions(hold.before) && !mentions(hold.until)),
    choices: Object.fromEntries(
      Object.entries(plan.choices).filter(([key]) => !choices.has(key) && !mentions(parseChoiceKey(key).address)),
    ),
  };
}
