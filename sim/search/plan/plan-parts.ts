import { operationOf, parseChoiceKey } from '../../core/address.ts';
import type { Hold, Plan } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from './drawn-operation.ts';

/** One thing that can be taken out of a plan. */
export type Part =
  | { readonly kind: 'operation'; readonly operation: string }
  | { readonly kind: 'trouble'; readonly operation: string; readonly index: number }
  | { readonly kind: 'world trouble'; readonly index: number }
  | { readonly kind: 'hold'; readonly hold: Hold }
  | { readonly kind: 'choice'; readonly key: string };

/** Everything that can be taken out of a plan, operations first. */
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
 * Everything that can be taken out of a plan, what weighs least first: choices before holds before troubles before
 * operations. Of operations the first ones lead: it is the last that something breaks in, and without which nothing can.
 */
export function lightestFirst(plan: Plan): Part[] {
  const parts = partsOf(plan);
  return [
    ...parts.filter(({ kind }) => kind !== 'operation').toReversed(),
    ...parts.filter(({ kind }) => kind === 'operation'),
  ];
}

/** @returns the plan without some of its parts; what speaks of a removed operation goes with it */
export function without(plan: DrawnPlan, parts: readonly Part[]): DrawnPlan {
  const gone = new Set(parts.flatMap((part) => (part.kind === 'operation' ? [part.operation] : [])));
  const troubles = new Set(
    parts.flatMap((part) => (part.kind === 'trouble' ? [`${part.operation} ${part.index}`] : [])),
  );
  const world = new Set(parts.flatMap((part) => (part.kind === 'world trouble' ? [part.index] : [])));
  const holds = new Set(parts.flatMap((part) => (part.kind === 'hold' ? [part.hold] : [])));
  const choices = new Set(parts.flatMap((part) => (part.kind === 'choice' ? [part.key] : [])));
  const mentions = (address: string): boolean => gone.has(operationOf(address) ?? '');
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
