import type { Breach } from '../../checks/invariant.ts';
import { describeInvocation } from '../../checks/naming.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';

/**
 * Says why an invocation fails again and again since an upgrade: the new code meets what the old code has stored.
 * @param breach one that the old version alone does not show
 * @param events of the run
 */
export function withCause(breach: Breach, events: readonly TraceEvent[]): Breach {
  if (breach.kind !== 'endless retry') return breach;
  const shown = new Set(breach.events);
  const last = events.findLast(
    (event): event is EventOf<'attempt failed'> => event.type === 'attempt failed' && shown.has(event.seq),
  );
  const created = events.find(
    (event): event is EventOf<'invocation created'> =>
      event.type === 'invocation created' && event.invocation === last?.invocation,
  );
  if (last === undefined || created === undefined) return breach;
  return {
    ...breach,
    message:
      `${describeInvocation(created)} fails since the upgrade, in attempt ${last.attempt} at ${virtualTime(last.atMs)} for the last time: ` +
      `${last.message.replace(/\.$/, '')}. The old version alone does not fail, so this code meets what the other has stored: a result, ` +
      `state, a promise or an input. Read both shapes, or keep the old deployment until nothing is in flight on it.`,
  };
}
