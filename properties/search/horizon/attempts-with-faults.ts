import { parseEffectCall, attemptOf } from '../../../sim/core/address.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';

/** Attempts of a run, and how many of them had a fault. */
export interface Attempts {
  readonly attempts: number;
  readonly withFault: number;
}

/**
 * Counts attempts, and those in which something was injected: a crash, a lost connection, a suspension, an intervention of an
 * operator, or an effect that failed.
 * @param counts whether an attempt counts, by the time at which it started, in ms since the first event
 */
export function attemptsOf(events: readonly TraceEvent[], counts: (afterMs: number) => boolean): Attempts {
  const startMs = events[0]?.atMs ?? 0;
  const attempts = new Set<string>();
  const withFault = new Set<string>();
  for (const event of events) {
    const attempt = faultyIn(event);
    if (attempt !== undefined) withFault.add(attempt);
    if (event.type === 'attempt started' && counts(event.atMs - startMs)) {
      attempts.add(attemptOf(event.invocation, event.attempt));
    }
  }
  return { attempts: attempts.size, withFault: [...attempts].filter((attempt) => withFault.has(attempt)).length };
}

/** @returns the attempt in which an event shows an injected fault */
function faultyIn(event: TraceEvent): string | undefined {
  if (event.type === 'trouble') {
    return event.invocation === undefined || event.attempt === undefined
      ? undefined
      : attemptOf(event.invocation, event.attempt);
  }
  if (event.type !== 'effect answered' || event.failure === undefined) return undefined;
  const call = parseEffectCall(event.call);
  return call === undefined ? undefined : attemptOf(call.invocation, call.attempt);
}
