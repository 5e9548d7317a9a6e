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
  const last = lastFailure(breach, events);
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

/**
 * Whether a breach is that the result of a handler was stored, and its attempt had not ended when the new code came. A stored
 * result ends its invocation in the same moment, unless the server dies just then.
 */
export function isAtResult(breach: Pick<Breach, 'kind' | 'events'>, events: readonly TraceEvent[]): boolean {
  if (breach.kind !== 'endless retry') return false;
  const last = lastFailure(breach, events);
  return events.some(
    (event) =>
      event.type === 'appended' &&
      event.command.type === 'Output' &&
      event.invocation === last?.invocation &&
      event.entry === last.mismatch?.index,
  );
}

function lastFailure(
  breach: Pick<Breach, 'events'>,
  events: readonly TraceEvent[],
): EventOf<'attempt failed'> | undefined {
  const shown = new Set(breach.events);
  return events.findLast(
    (event): event is EventOf<'attempt failed'> => event.type === 'attempt failed' && shown.has(event.seq),
  );
}
