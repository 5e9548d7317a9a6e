import type { Trouble } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';

/**
 * A trouble that ends an attempt moves all later ones to later attempts, so it cannot be removed alone. Proposes plans without
 * it in which the later troubles of the same invocation occur one attempt earlier.
 */
export function* attemptsEarlier(plan: DrawnPlan): Generator<DrawnPlan> {
  for (const operation of plan.operations) {
    for (const trouble of operation.troubles) {
      if (!('attempt' in trouble)) continue;
      const others = operation.troubles.filter((other) => other !== trouble);
      const moved = others.map((other) => (isLater(other, trouble) ? { ...other, attempt: other.attempt - 1 } : other));
      if (moved.every((other, index) => other === others[index])) continue;
      const operations = plan.operations.map((each) => (each === operation ? each.with({ troubles: moved }) : each));
      yield { ...plan, operations };
    }
  }
}

type AtAttempt = Extract<Trouble, { readonly attempt: number }>;

function isLater(other: Trouble, trouble: AtAttempt): other is AtAttempt {
  return 'attempt' in other && other.path === trouble.path && other.attempt > trouble.attempt;
}
