import { EPOCH_MS } from '../core/clock.ts';
import { durationText, millisIn, DURATION } from '../core/duration-text.ts';
import type { TraceEvent } from '../trace/event.ts';

/** The events of a run on a real server, with its first event at the start of virtual time. */
export function sinceStart(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const [first] = events;
  if (first === undefined) return events;
  return events.map((event) => ({ ...event, atMs: event.atMs - first.atMs + EPOCH_MS }));
}

/**
 * Messages of invariants print times since the start of virtual time. In a run on a real server these are hundreds of days:
 * what a reader wants is the time since its first event.
 */
export function withTimesSinceStart(message: string, [first]: readonly TraceEvent[]): string {
  if (first === undefined) return message;
  const startMs = first.atMs - EPOCH_MS;
  return message.replaceAll(DURATION, (text) => {
    const ms = millisIn(text);
    return ms < startMs ? text : durationText(ms - startMs);
  });
}
