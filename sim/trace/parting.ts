import type { TraceEvent } from './event.ts';
import { traceHash } from './recorder.ts';

/** Where two traces go different ways. */
export interface Parting {
  /** Events that both have in common. */
  readonly common: readonly TraceEvent[];
  /** What comes then in each of them; empty where a trace ends. */
  readonly left: readonly TraceEvent[];
  readonly right: readonly TraceEvent[];
}

/**
 * Compares two traces by what counts for their hash: remarks, recorded choices and texts of engines do not.
 * @returns undefined when they are the same
 */
export function partingOf(left: readonly TraceEvent[], right: readonly TraceEvent[]): Parting | undefined {
  const [ours, theirs] = [comparable(left), comparable(right)];
  let at = 0;
  while (at < ours.length && at < theirs.length && sameEvent(ours[at], theirs[at])) at++;
  if (at === ours.length && at === theirs.length) return undefined;
  return { common: ours.slice(0, at), left: ours.slice(at), right: theirs.slice(at) };
}

function comparable(events: readonly TraceEvent[]): TraceEvent[] {
  return events.filter((event) => event.type !== 'remark' && event.type !== 'choice');
}

function sameEvent(left: TraceEvent | undefined, right: TraceEvent | undefined): boolean {
  return left !== undefined && right !== undefined && traceHash([left]) === traceHash([right]);
}
