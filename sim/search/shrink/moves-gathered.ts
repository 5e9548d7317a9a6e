import type { Trouble } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { without } from '../plan/plan-parts.ts';

/**
 * An operation may be needed only for the moment at which its invocation lets a version arrive. Proposes plans without it, in which
 * another operation has that moment, at the same point of its own journal, or when it begins. A version that arrives in place ends
 * the attempt, so what comes later then belongs to the next one.
 */
export function* movesGathered(plan: DrawnPlan): Generator<DrawnPlan> {
  for (const giver of plan.operations) {
    const moves = giver.troubles.filter(isMove);
    if (moves.length === 0) continue;
    const less = without(plan, [{ kind: 'operation', operation: giver.id }]);
    for (const { id } of less.operations) {
      for (const moved of [moves, moves.map((move) => ({ ...move, ...START }))]) {
        for (const later of [0, 1]) {
          const operations = less.operations.map((operation) =>
            operation.id === id
              ? operation.with({ troubles: [...moved, ...operation.troubles.map((own) => delayed(own, later))] })
              : operation,
          );
          yield { ...less, operations };
        }
      }
    }
  }
}

/** Where the invocation of an operation begins. */
const START = { path: '', attempt: 1, entry: 1, phase: 'before' } as const;

function isMove({ kind }: Trouble): boolean {
  return kind === 'deploy' || kind === 'roll back';
}

function delayed(trouble: Trouble, attempts: number): Trouble {
  return 'attempt' in trouble ? { ...trouble, attempt: trouble.attempt + attempts } : trouble;
}
