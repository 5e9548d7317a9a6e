import { describeCommand } from '../../journal/replay.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { shown } from '../naming.ts';

/** How many events are kept; a power of two. */
const MAX_EVENTS = 512;
/** How many times in a row the same events have to repeat to count as a livelock. */
const MIN_ROUNDS = 8;

/** The last events of a run, in constant memory. */
export class RecentEvents {
  readonly #ring: TraceEvent[] = [];
  #next = 0;

  see(event: TraceEvent): void {
    this.#ring[this.#next++ & (MAX_EVENTS - 1)] = event;
  }

  /** Oldest first. */
  get events(): TraceEvent[] {
    const start = Math.max(0, this.#next - MAX_EVENTS);
    return Array.from(
      { length: this.#next - start },
      (_, index) => this.#ring[(start + index) & (MAX_EVENTS - 1)],
    ).flatMap((event) => event ?? []);
  }
}

/** What a run repeats without progress. */
export interface Repetition {
  readonly what: string;
  readonly invocations: readonly string[];
  /** The events of the last round. */
  readonly events: readonly number[];
}

/**
 * Whether the run ends in the same durable changes, round after round, and only time passes. Numbers of entries, attempts
 * and invocations do not count as a change, values do: a handler that counts up makes progress.
 */
export function repeatsItself(recent: RecentEvents): Repetition | undefined {
  const events = recent.events.filter(({ type }) => type !== 'choice' && type !== 'remark');
  const signatures = events.map((event) => signatureOf(event));
  for (let period = 1; period * MIN_ROUNDS <= events.length; period++) {
    const round = events.slice(-period);
    // Without passing time it may be one long round.
    if (!round.some(({ type }) => type === 'time') || !isPeriodic(signatures, period)) continue;
    const invocations = round.flatMap((event) =>
      'invocation' in event && event.invocation !== undefined ? [event.invocation] : [],
    );
    const what = [...new Set(round.flatMap((event) => words(event)))].join(', ');
    return { what, invocations: [...new Set(invocations)], events: round.map(({ seq }) => seq) };
  }
  return undefined;
}

function isPeriodic(signatures: readonly string[], period: number): boolean {
  const from = signatures.length - period * MIN_ROUNDS;
  for (let at = from; at + period < signatures.length; at++)
    if (signatures[at] !== signatures[at + period]) return false;
  return true;
}

function signatureOf(event: TraceEvent): string {
  switch (event.type) {
    case 'appended': {
      const { command } = event;
      const value =
        command.type === 'SetState' ? shown(command.value) : 'parameter' in command ? shown(command.parameter) : '';
      return `${describeCommand(command)} ${value}`;
    }
    case 'notified': {
      const { notification } = event;
      const { result } = notification;
      const value =
        typeof result === 'object' && 'ok' in result ? shown(result.ok) : typeof result === 'string' ? result : '';
      return `notified ${notification.type === 'completion' ? notification.of : 'signal'} ${value}`;
    }
    case 'completed':
      return `completed ${'ok' in event.result ? shown(event.result.ok) : event.result.failure.message}`;
    case 'invocation created':
      return `created ${event.target.service}/${event.target.key}/${event.target.handler}`;
    case 'attempt failed':
      return `failed ${event.message}`;
    case 'effect happened':
      return `effect ${event.effect}`;
    default:
      return event.type;
  }
}

function words(event: TraceEvent): string[] {
  switch (event.type) {
    case 'appended':
      return event.command.type === 'Output' ? [] : [describeCommand(event.command)];
    case 'invocation created':
      return [`${event.target.handler} of ${event.target.key ?? event.target.service} begins`];
    case 'attempt failed':
      return [`fails: ${event.message}`];
    default:
      return [];
  }
}
