import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { handlerOf, keyOf, describeInvocation, shown, type Created } from './naming.ts';

/**
 * Shared handlers only read and never wait for the lock. Every value that a handler reads is the value that the state had
 * when the server read it: when the attempt started, or, for lazy state, when the read was applied. A shared handler may
 * wait for an exclusive one that it calls; only its own start must not be delayed.
 */
export const sharedHandlersOnlyRead: Invariant = {
  name: 'shared handlers only read, and read what was there',
  about: 'SHARED',
  watch: () => new SharedReadWatcher(),
};

type State = Map<string, Uint8Array>;

interface Reader {
  readonly created: Created;
  readonly key: string;
  /** The state when its current attempt started, with its own writes. */
  snapshot: State;
}

const SEES: ReadonlySet<EventType> = new Set([
  'invocation created',
  'queued',
  'attempt started',
  'appended',
  'notified',
  'refused',
  'state replaced',
  'completed',
  'removed',
  'forgotten',
]);

class SharedReadWatcher implements Watcher {
  readonly #readers = new Map<string, Reader>();
  readonly #states = new Map<string, State>();
  /** States that are kept as a snapshot: the next write makes a copy. */
  readonly #kept = new WeakSet<State>();
  /** Lazy reads in flight: invocation and completion id -> the value at the time. */
  readonly #lazy = new Map<string, { readonly name: string; readonly value: Uint8Array | undefined }>();
  readonly sees = SEES;
  #reads = 0;

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'invocation created': {
        const key = keyOf(event.target);
        if (key !== undefined) this.#readers.set(event.invocation, { created: event, key, snapshot: EMPTY });
        return undefined;
      }
      case 'queued':
        return this.#queued(event);
      case 'attempt started': {
        const reader = this.#readers.get(event.invocation);
        if (reader === undefined) return undefined;
        reader.snapshot = this.#state(reader.key);
        this.#kept.add(reader.snapshot);
        return undefined;
      }
      case 'appended':
        return this.#appended(event);
      case 'notified':
        return this.#notified(event);
      case 'refused':
        return this.#refused(event);
      case 'state replaced':
        if (event.applied) this.#states.set(event.key, new Map(Object.entries(event.state)));
        return undefined;
      case 'completed':
      case 'removed':
        // The state of a workflow is removed with the record of its run.
        if (this.#readers.get(event.invocation)?.created.kind !== 'WORKFLOW') this.#readers.delete(event.invocation);
        return undefined;
      case 'forgotten': {
        const reader = this.#readers.get(event.invocation);
        if (reader?.created.kind === 'WORKFLOW') this.#states.delete(reader.key);
        this.#readers.delete(event.invocation);
        return undefined;
      }
      default:
        return undefined;
    }
  }

  exercised(): number {
    return this.#reads;
  }

  #queued(event: EventOf<'queued'>): Breach | undefined {
    const reader = this.#readers.get(event.invocation);
    if (reader?.created.kind !== 'SHARED') return undefined;
    return breach(
      reader,
      event,
      'blocked',
      `was queued for the lock of ${event.key}. A shared handler starts without the lock; this is a fault of the server model.`,
    );
  }

  #refused(event: EventOf<'refused'>): Breach | undefined {
    const reader = this.#readers.get(event.invocation);
    if (reader?.created.kind !== 'SHARED') return undefined;
    return breach(
      reader,
      event,
      'write',
      `is shared and tried to write: ${event.message} Every retry will fail the same way, until it is paused. Declare the handler without \`handlers.object.shared\`, or do not write state in it.`,
    );
  }

  #appended(event: EventOf<'appended'>): Breach | undefined {
    const { command } = event;
    switch (command.type) {
      case 'SetState':
      case 'ClearState':
      case 'ClearAllState':
        return this.#wrote(event);
      case 'GetEagerState': {
        const reader = this.#readers.get(event.invocation);
        if (reader === undefined) return undefined;
        if (reader.created.kind === 'SHARED') this.#reads++;
        return compare(
          reader,
          event,
          command.key,
          command.value,
          reader.snapshot.get(command.key),
          'when its attempt started',
        );
      }
      case 'GetLazyState': {
        const reader = this.#readers.get(event.invocation);
        if (reader === undefined) return undefined;
        if (reader.created.kind === 'SHARED') this.#reads++;
        const value = this.#state(reader.key).get(command.key);
        this.#lazy.set(`${event.invocation} ${command.completion}`, { name: command.key, value });
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #wrote(event: EventOf<'appended'>): Breach | undefined {
    const { invocation, command } = event;
    const reader = this.#readers.get(invocation);
    if (reader === undefined) return undefined;
    if (reader.created.kind === 'SHARED') {
      return breach(
        reader,
        event,
        'write',
        'is shared and wrote state without the lock. This is a fault of the server model.',
      );
    }
    const before = this.#state(reader.key);
    const state = this.#kept.has(before) || before === EMPTY ? new Map(before) : before;
    if (command.type === 'SetState') state.set(command.key, command.value);
    else if (command.type === 'ClearState') state.delete(command.key);
    else state.clear();
    this.#states.set(reader.key, state);
    reader.snapshot = state;
    return undefined;
  }

  #notified(event: EventOf<'notified'>): Breach | undefined {
    const { notification } = event;
    if (notification.type !== 'completion' || notification.of !== 'GetLazyState') return undefined;
    const reader = this.#readers.get(event.invocation);
    const id = `${event.invocation} ${notification.completion}`;
    const expected = this.#lazy.get(id);
    if (reader === undefined || expected === undefined) return undefined;
    this.#lazy.delete(id);
    const { result } = notification;
    const got = typeof result === 'object' && 'ok' in result ? result.ok : undefined;
    return compare(reader, event, expected.name, got, expected.value, 'when the read was applied');
  }

  #state(key: string): State {
    return this.#states.get(key) ?? EMPTY;
  }
}

const EMPTY: State = new Map();

function compare(
  reader: Reader,
  event: EventOf<'appended' | 'notified'>,
  name: string,
  got: Uint8Array | undefined,
  expected: Uint8Array | undefined,
  when: string,
): Breach | undefined {
  if (same(got, expected)) return undefined;
  return breach(
    reader,
    event,
    'value that the state never had',
    `read ${shown(got)} from the state "${name}" of ${reader.key} at ${virtualTime(event.atMs)}; ${when}, that state held ${shown(expected)}. This is a fault of the server model.`,
  );
}

function breach(reader: Reader, event: TraceEvent, kind: string, what: string): Breach {
  return {
    message: `${describeInvocation(reader.created)} ${what}`,
    events: [event.seq],
    handler: handlerOf(reader.created.target),
    kind,
  };
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((byte, index) => byte === b[index]);
}
