import { parseChoiceKey } from '../../core/address.ts';
import type { Plan } from './plan.ts';

/**
 * @returns the plan with the same operations and without crashes. Where crashes must change nothing, runs are compared with
 * it. Delays, repeated requests and abandoned requests stay.
 */
export function crashFree(plan: Plan): Plan {
  return {
    ...plan,
    operations: plan.operations.map((operation) => ({
      ...operation,
      troubles: operation.troubles.filter(({ kind }) => kind === 'duplicate' || kind === 'abandon'),
    })),
    world: plan.world.filter(({ kind }) => kind === 'clock jump'),
    choices: Object.fromEntries(Object.entries(plan.choices).filter(([key]) => parseChoiceKey(key).kind !== 'trouble')),
    ...(plan.strategy !== undefined && { strategy: { ...plan.strategy, troubles: 0, interventions: 0 } }),
  };
}
