import type * as fc from 'fast-check';
import type { SeenTimes } from './seen-times.ts';

/** What earlier runs without faults showed of the code under test. */
export interface Seen extends SeenTimes {
  /** The kinds of requests that can have to do with each other. */
  readonly groups: readonly Group[];
}

/** Some kinds of requests, by their index in the scenario, and how much they do: the number of different journal entries. */
export interface Group {
  readonly kinds: readonly number[];
  readonly weight: number;
}

/**
 * Draws whether a run has requests of one group only, because unrelated requests take the room of those that a bug needs; a
 * group whose requests do more is drawn more often.
 * @returns undefined for a run with requests of all groups, and where there is only one group, for which nothing is drawn
 */
export function drawnGroup(mrng: fc.Random, seen: Seen | undefined): Group | undefined {
  const groups = seen?.groups ?? [];
  if (groups.length < 2 || mrng.nextInt(1, 2) === 1) return undefined;
  let at = mrng.nextInt(
    1,
    groups.reduce((sum, { weight }) => sum + weight, 0),
  );
  return groups.find(({ weight }) => (at -= weight) <= 0);
}
