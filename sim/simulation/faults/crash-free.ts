import type { Plan } from './plan.ts';

/**
 * The same operations with nothing going wrong: what runs are compared with where crashes must change nothing. Delays
 * stay, and so does what clients do (a repeated request, one that is abandoned), because that is no crash.
 */
export function crashFree(plan: Plan): Plan {
  return {
    ...plan,
    operations: plan.operations.map((operation) => ({
      ...operation,
      troubles: operation.troubles.filter(({ kind }) => kind === 'duplicate' || kind === 'abandon'),
    })),
    world: plan.world.filter(({ kind }) => kind === 'clock jump'),
    choices: Object.fromEntries(Object.entries(plan.choices).filter(([address]) => !address.startsWith('trouble '))),
    ...(plan.strategy !== undefined && { strategy: { ...plan.strategy, troubles: 0 } }),
  };
}
