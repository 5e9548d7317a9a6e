import { EPOCH_MS } from '../core/clock.ts';
import type { Outcome } from '../journal/outcome.ts';
import { failureText, type TraceEvent } from './event.ts';

const MOST_LINES = 14;

/**
 * Tells a run in a few lines: who did what, where the trouble fell, what was seen.
 * @param shown sequence numbers of the events that must appear
 * @returns at most about a dozen lines
 */
export function storyOf(events: readonly TraceEvent[], shown: readonly number[]): string[] {
  const must = new Set(shown);
  const last = Math.max(-1, ...shown);
  const told: { readonly line: string; readonly must: boolean }[] = [];
  for (const event of events) {
    if (last >= 0 && event.seq > last) break;
    const text = tell(event);
    if (text === undefined && !must.has(event.seq)) continue;
    told.push({ line: `${time(event.atMs)}  ${text ?? `${event.type}`}`, must: must.has(event.seq) });
  }
  if (told.length <= MOST_LINES) return told.map(({ line }) => line);
  const room = MOST_LINES - told.filter((line) => line.must).length;
  const kept = told.filter((line, index) => line.must || index >= told.length - room);
  return [`(${told.length - kept.length} earlier events)`, ...kept.slice(-MOST_LINES).map(({ line }) => line)];
}

/** One event in a line; undefined for those that only matter step by step. */
function tell(event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'operation': {
      const { service, key, handler } = event.target;
      const where = key === undefined ? service : `${service}/${key}`;
      return `${event.client} asks ${where}/${handler}(${text(event.input)}) [${event.operation}]`;
    }
    case 'answer':
      return `${event.operation} is answered ${event.status} ${text(event.body)}`;
    case 'queued':
      return `${event.invocation} waits for the lock of ${event.key}`;
    case 'attempt started':
      return event.attempt === 1 ? undefined : `${event.invocation} starts again (attempt ${event.attempt})`;
    case 'attempt failed':
      return `${event.invocation} attempt ${event.attempt} fails: ${event.message}`;
    case 'appended':
      return event.command.type === 'SetState'
        ? `${event.invocation} sets ${event.command.key} = ${text(event.command.value)}`
        : undefined;
    case 'trouble':
      return `trouble: ${event.trouble} at ${event.point}`;
    case 'effect happened':
      return `${event.invocation ?? 'somebody'} made ${event.effect} happen${event.zombie ? ' (as a zombie)' : ''}`;
    case 'effect answered':
      return event.failure === undefined ? undefined : `${event.call} is told: ${event.failure}`;
    case 'completed':
      return `${event.invocation} completes: ${outcome(event.result)}`;
    case 'killed':
      return `${event.invocation} is killed`;
    case 'cancel requested':
      return `${event.invocation} is cancelled`;
    case 'paused':
      return `${event.invocation} is paused: ${event.why}`;
    case 'limit':
      return event.message;
    default:
      return undefined;
  }
}

function time(atMs: number): string {
  return `${((atMs - EPOCH_MS) / 1000).toFixed(3).padStart(9)}s`;
}

function outcome(result: Outcome): string {
  return 'ok' in result ? text(result.ok) || 'nothing' : failureText(result.failure);
}

const decoder = new TextDecoder();

function text(bytes: Uint8Array): string {
  const whole = decoder.decode(bytes.subarray(0, 200));
  return whole.length > 60 ? `${whole.slice(0, 59)}…` : whole;
}
