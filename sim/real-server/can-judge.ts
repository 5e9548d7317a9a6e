import type { Invariant, StateView } from '../checks/invariant.ts';
import type { EventType } from '../trace/event.ts';

/** Only the server knows of these; its tables do not show them. */
export const UNSEEN: readonly EventType[] = [
  'attempt started',
  'lock taken',
  'lock released',
  'queued',
  'run started',
  'assertion',
];

/** @returns whether an invariant judges by what can be seen of a real server @param unseen events that cannot */
export function canJudge(invariant: Invariant, view: StateView, unseen: readonly EventType[]): boolean {
  const { sees } = invariant.watch({ ...view, who: () => undefined });
  return sees === undefined || !unseen.some((type) => sees.has(type));
}
