import { describeCommand } from '../../journal/replay.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { shown } from '../naming.ts';

/** How many events are remembered. */
const MEMORY = 512;
/** How often the same has to have happened, one time after the other, to count as going round in circles. */
const ROUNDS = 8;

/** The last events of a run, at a cost that does not grow with it. */
export class RecentEvents {
  readonly #ring: TraceEvent[] = [];
  #next = 0;

  see(event: TraceEvent): void {
    this.#ring[this.#next++ & (MEMORY - 1)] = event;
  }

  /** Oldest first. */
  get events(): TraceEvent[] {
    const start = Math.max(0, this.#next - MEMORY);
    return Array.from({ length: this.#next - start }, (_, index) => this.#ring[(start + index) & (MEMORY - 1)]).flatMap(
      (event) => event ?? [],
    );
  }
}

/** What is repeated again and again. */
export interface Repetition {
  readonly what: string;
  readonly invocations: readonly string[];
  /** The events of the last round. */
  readonly events: readonly number[];
}

/**
 * Whether the run ends in the same durable changes, round after round, while nothing but the time goes on. Numbers of
 * entries, attempts and invocations do not count, values do: whoever counts up does get on.
 */
export function repeatsItself(recent: RecentEvents): Repetition | undefined {
  const events = recent.events.filter(({ type }) => type !== 'choice' && type !== 'remark');
  const signs = events.map((event) => signOf(event));
  for (let period = 1; period * ROUNDS <= events.length; period++) {
    const round = events.slice(-period);
    // Nothing can be said before time has passed: without it, the round is only long.
    if (!round.some(({ type }) => type === 'time') || !isPeriodic(signs, period)) continue;
    const invocations = round.flatMap((event) =>
      'invocation' in event && event.invocation !== undefined ? [event.invocation] : [],
    );
    const what = [...new Set(round.flatMap((event) => words(event)))].join(', ');
    return { what, invocations: [...new Set(invocations)], events: round.map(({ seq }) => seq) };
  }
  return undefined;
}

function isPeriodic(signs: readonly string[], period: number): boolean {
  const from = signs.length - period * ROUNDS;
  for (let at = from; at + period < signs.length; at++) if (signs[at] !== signs[at + period]) return false;
  return true;
}

function signOf(event: TraceEvent): string {
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
