import type { Plan } from '../../simulation/faults/plan.ts';

/** @returns whether a new version is deployed in a plan */
export function deploys(plan: Plan): boolean {
  return [...plan.operations.flatMap(({ troubles }) => troubles), ...plan.world].some(({ kind }) => kind === 'deploy');
}

/** @returns whether nothing but an upgrade makes the run of a plan differ from the quiet one */
export function isQuietBut(plan: Plan): boolean {
  const { strategy, holds, choices, world, operations } = plan;
  const isMove = ({ kind }: { readonly kind: string }): boolean => kind === 'deploy' || kind === 'roll back';
  if (strategy !== undefined || holds.length > 0 || Object.keys(choices).length > 0) return false;
  return world.every(isMove) && operations.every(({ troubles }) => troubles.every(isMove));
}

/** @returns the plan with the same operations in which nothing is deployed, and so nothing is asked after it */
export function withoutUpgrade<P extends Plan>(plan: P): Plan {
  const stays = ({ kind }: { readonly kind: string }): boolean => kind !== 'deploy' && kind !== 'roll back';
  return {
    ...plan,
    operations: plan.operations
      .filter(({ afterUpgrade }) => afterUpgrade !== true)
      .map((operation) => ({ ...operation, troubles: operation.troubles.filter(stays) })),
    world: plan.world.filter(stays),
  };
}
