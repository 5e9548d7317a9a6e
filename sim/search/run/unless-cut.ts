import { RunCut } from '../../core/errors.ts';

/** @returns what the work comes to; undefined when the budget of time was over in a run of it */
export async function unlessCut<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunCut) return undefined;
    throw error;
  }
}

/** For a run that must come to its end, whatever the time. */
export const NEVER_CUT = (): boolean => false;
