import { isoTime } from '../core/iso-time.ts';
import type { TraceEvent } from '../trace/event.ts';
import { UNREADABLE } from './commands/refusal.ts';
import type { Invocation } from './invocation.ts';

/**
 * A row of `sys_journal_events`: a failure that is retried, or a pause, which has the failure that led to it. The failure of
 * an attempt that is not retried has no row of its own.
 */
export interface TroubleRow {
  readonly event_type: 'TransientError' | 'Paused';
  /** ISO time. */
  readonly appended_at: string;
  /** Of the failure. Undefined for a pause without one. */
  readonly error_code: number | undefined;
  readonly error_message: string | undefined;
  /** The documentation's code, such as RT0016. */
  readonly restate_doc_error_code: string | undefined;
}

/**
 * @returns failures and pauses, in order; of equal failures only the first is kept, until an attempt stores something, or is
 *   suspended
 * Rule: docs/internals/runtime-semantics.md#states-of-an-invocation
 */
export function troublesOf(invocation: Invocation, events: readonly TraceEvent[]): TroubleRow[] {
  const rows: TroubleRow[] = [];
  let last: FailureEvent | undefined;
  for (const event of events) {
    if (!('invocation' in event) || event.invocation !== invocation.address) continue;
    if (event.type === 'attempt failed') {
      if (event.retryInMs !== undefined && !sameError(last, event)) rows.push(rowOf('TransientError', event, event));
      last = event;
    } else if (event.type === 'paused') {
      rows.push(rowOf('Paused', event, last));
      last = undefined;
    } else if (event.type === 'suspended' || isStoredByAttempt(event)) {
      last = undefined;
    }
  }
  return rows;
}

type FailureEvent = Extract<TraceEvent, { readonly type: 'attempt failed' }>;

/** Whether an attempt has stored a command or the result of a run: other notifications come from elsewhere. */
function isStoredByAttempt(event: TraceEvent): boolean {
  if (event.type === 'appended') return true;
  if (event.type !== 'notified' || event.notification.type !== 'completion') return false;
  return event.notification.of === 'Run';
}

function rowOf(
  type: TroubleRow['event_type'],
  event: TraceEvent,
  failure?: { readonly code: number; readonly message: string; readonly docCode?: string },
): TroubleRow {
  return {
    event_type: type,
    appended_at: isoTime(event.atMs),
    error_code: failure?.code,
    error_message: failure?.message,
    restate_doc_error_code: failure && (failure.docCode ?? docCode(failure.code, failure.message)),
  };
}

function sameError(before: FailureEvent | undefined, { code, message }: FailureEvent): boolean {
  return before?.code === code && before.message === message;
}

const JOURNAL_MISMATCH = 570;

/** Refusals of the model begin with their code; for the rest the number decides. */
function docCode(code: number, message: string): string {
  const said = /^\[(RT\d{4})\]/.exec(message)?.[1];
  if (message.startsWith('cannot process command ')) return preconditionCode(message);
  if (message.startsWith(UNREADABLE)) return 'RT0012';
  return said ?? (code === JOURNAL_MISMATCH ? 'RT0016' : 'RT0007');
}

function preconditionCode(message: string): string {
  if (message.endsWith('was not found')) return 'RT0018';
  return /precondition: (limit key was|the provided (scope|limit key) )/.test(message) ? 'RT0024' : 'RT0017';
}
