import type { EventOf } from '../../trace/event.ts';
import { eventsOf, type Happenings } from '../../trace/testing/happenings.ts';
import type { Breach, Invariant, LeftWaiting, RunView, StateView } from '../invariant.ts';

/** What an invariant says about a run. */
export interface Judged {
  /** What it says to events, in order; a watcher that has said something goes on. */
  readonly said: readonly Breach[];
  /** What it says when the run has settled. */
  readonly atEnd: Breach | undefined;
  readonly left: readonly LeftWaiting[];
  readonly exercised: number;
}

/**
 * Lets an invariant watch a short run: the nth event has the sequence number n and happens after n seconds. As in a search,
 * it gets the types of events that it asks for.
 */
export function judged(
  invariant: Invariant,
  happenings: readonly Happenings[],
  state: Partial<StateView> = {},
): Judged {
  const known = new Map<string, EventOf<'invocation created'>>();
  const view: RunView = {
    keys: () => [],
    state: () => undefined,
    effect: () => undefined,
    ...state,
    who: (invocation) => known.get(invocation),
  };
  const watcher = invariant.watch(view);
  const said: Breach[] = [];
  for (const event of eventsOf(...happenings)) {
    if (event.type === 'invocation created') known.set(event.invocation, event);
    if (watcher.sees?.has(event.type) === false) continue;
    const breach = watcher.see?.(event);
    if (breach !== undefined) said.push(breach);
  }
  const atEnd = watcher.end?.();
  return { said, atEnd, left: watcher.left?.() ?? [], exercised: watcher.exercised() };
}
