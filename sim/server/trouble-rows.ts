import { isoTime } from '../core/iso-time.ts';
import type { TraceEvent } from '../trace/event.ts';
import { UNREADABLE } from './commands/refusal.ts';
import type { Invocation } from './invocation.ts';

/** A row of `sys_journal_events`: a failed attempt or a pause. */
export interface TroubleRow {
  readonly event_type: 'TransientError' | 'Paused';
  /** ISO time. */
  readonly appended_at: string;
  readonly error_code: number | undefined;
  readonly error_message: string | undefined;
  /** The documentation's code, such as RT0016. */
  readonly restate_doc_error_code: string | undefined;
}

/** @returns failed attempts and pauses, in order; of equal failures in a row only the first is kept */
export function troublesOf(invocation: Invocation, events: readonly TraceEvent[]): TroubleRow[] {
  const rows: TroubleRow[] = [];
  for (const event of events) {
    if (event.type === 'attempt failed' && event.invocation === invocation.address) {
      const row = rowOf('TransientError', event, event);
      if (!sameError(rows.at(-1), row)) rows.push(row);
    } else if (event.type === 'paused' && event.invocation === invocation.address) {
      rows.push(rowOf('Paused', event));
    }
  }
  return rows;
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

function sameError(before: TroubleRow | undefined, row: TroubleRow): boolean {
  return (
    before?.event_type === 'TransientError' &&
    before.error_code === row.error_code &&
    before.error_message === row.error_message
  );
}

const JOURNAL_MISMATCH = 570;

/** Refusals of the model begin with their code; for the rest the number decides. */
function docCode(code: number, message: string): string {
  const said = /^\[(RT\d{4})\]/.exec(message)?.[1];
  if (message.startsWith('cannot process command ')) return message.endsWith('was not found') ? 'RT0018' : 'RT0017';
  if (message.startsWith(UNREADABLE)) return 'RT0012';
  return said ?? (code === JOURNAL_MISMATCH ? 'RT0016' : 'RT0007');
}
