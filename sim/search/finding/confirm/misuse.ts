import { itemAt } from '../../../core/item-at.ts';
import { count } from '../../../core/count.ts';
import { isMisuse } from '../../../attempt/remark.ts';
import type { EventOf, TraceEvent } from '../../../trace/event.ts';
import type { Parting } from '../../../trace/parting.ts';

/** @returns the first misuse that either trace remarks before they part; undefined when there is none. */
export function misuseBefore(
  { left, right }: Parting,
  ...traces: readonly (readonly TraceEvent[])[]
): EventOf<'remark'> | undefined {
  const [end, otherEnd] = [left[0]?.seq ?? Infinity, right[0]?.seq ?? Infinity];
  for (const [index, events] of traces.entries()) {
    const limit = index === 0 ? end : otherEnd;
    for (const event of events) if (event.type === 'remark' && isMisuse(event.what) && event.seq < limit) return event;
  }
  return undefined;
}

/** @returns what a run came to that went on after a misuse, in a sentence. */
export function consequenceIn(events: readonly TraceEvent[]): string {
  const failed = events.filter((event) => event.type === 'attempt failed');
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === 'invocation created') open.add(event.invocation);
    else if (event.type === 'completed') open.delete(event.invocation);
  }
  const parts = [
    ...(failed.length === 0 ? [] : [`${count(failed.length, 'failed attempt')} ("${itemAt(failed, 0).message}")`]),
    ...(open.size === 0 ? [] : [`${count(open.size, 'invocation')} without a result`]),
  ];
  return parts.length === 0
    ? 'When the run goes on after it, no attempt fails: the misuse does its harm unseen.'
    : `When the run goes on after it, it leads to ${parts.join(' and ')}.`;
}
