import type { Plan } from '../simulation/plan.ts';
import type { CrashPoint } from './crash-points.ts';

/** @returns the crashes of a plan that can be had for real: of the process that serves the handlers, at an entry of a client's own invocation */
export function crashPointsOf({ operations }: Plan): readonly CrashPoint[] {
  return operations.flatMap(({ id, troubles }) =>
    troubles.flatMap((trouble): readonly CrashPoint[] => {
      if (trouble.kind !== 'crash' || trouble.path !== '') return [];
      const phase = trouble.phase === 'after' ? 'after' : 'before';
      return [{ operation: id, attempt: trouble.attempt, entry: trouble.entry, phase }];
    }),
  );
}
