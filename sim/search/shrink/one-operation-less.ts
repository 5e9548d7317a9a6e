import type { StrategyName } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { without } from '../plan/plan-parts.ts';

/** Runs in which one operation less is tried, at most, for all operations together. */
const MAX_RUNS = 96;

/** In turn; `delays` costs twice as much, because it needs a quiet run first. */
const STRATEGIES: readonly StrategyName[] = ['pct', 'delays', 'pos', 'random'];

/**
 * Each operation of a minimal plan is needed under the schedule of that plan. Under another one it may not be: a third request
 * often only delays one of two others. Proposes plans without one of the operations, in which a strategy schedules the steps
 * again, with as many troubles as the plan has.
 * @param maxTroubles that a strategy may inject in one run of the scenario
 */
export function* oneOperationLess(plan: DrawnPlan, maxTroubles: number): Generator<DrawnPlan> {
  const { operations } = plan;
  if (operations.length < 2) return;
  const troubles = Math.min(maxTroubles, troublesOf(plan));
  for (let dice = 0; dice < Math.floor(MAX_RUNS / operations.length); dice++) {
    // From the end: the last operations are often irrelevant.
    for (const { id } of operations.toReversed()) {
      const less = without(plan, [{ kind: 'operation', operation: id }]);
      const name = STRATEGIES[dice % STRATEGIES.length] ?? 'random';
      yield {
        ...less,
        // With a client for each operation, or with the clients of the plan.
        operations:
          dice % 2 === 0
            ? less.operations.map((operation) => operation.with({ client: operation.id }))
            : less.operations,
        holds: [],
        choices: {},
        strategy: { name, dice, troubles },
      };
    }
  }
}

function troublesOf({ operations, world, choices }: DrawnPlan): number {
  return operations.flatMap(({ troubles }) => troubles).length + world.length + Object.keys(choices).length;
}
