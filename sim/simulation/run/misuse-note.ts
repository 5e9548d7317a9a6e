import { isMisuse } from '../../attempt/remark.ts';
import { shortened } from '../../core/address.ts';
import type { TraceEvent } from '../../trace/event.ts';

/**
 * What the SDK accepts in silence and what shows only later, as an error elsewhere.
 * @returns the first misuse of the context that an engine has remarked, as a sentence for that error; otherwise empty
 */
export function misuseNote(events: readonly TraceEvent[]): string {
  const first = events.find((event) => event.type === 'remark' && isMisuse(event.what));
  if (first?.type !== 'remark') return '';
  return ` Before that, in invocation ${shortened(first.invocation)}, attempt ${first.attempt}: ${first.text}`;
}
