import type { TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';

/**
 * Shared handlers only read, never wait for the lock, and every value a handler reads is one that the state had at the
 * moment the model says it is read: when its attempt started, or, for lazy state, when the read was applied.
 */
export const sharedHandlersOnlyRead: Invariant = {
  name: 'shared handlers only read, and read what was there',
  watch: () => new SharedReadWatcher(),
};

type State = ReadonlyMap<string, Uint8Array>;

interface Reader {
  readonly key: string;
  readonly handler: string;
  readonly kind: string;
  /** The state when its present attempt started; own writes of an exclusive handler are added. */
  snapshot: State;
}

class SharedReadWatcher implements Watcher {
  readonly #readers = new Map<string, Reader>();
  readonly #states = new Map<string, State>();
  /** Lazy reads under way: invocation and completion id -> the value at the time. */
  readonly #lazy = new Map<string, { readonly name: string; readonly value: Uint8Array | undefined }>();
  #reads = 0;

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'invocation created': {
        const { service, handler, key } = event.target;
        if (key === undefined) return undefined;
        const reader = { key: `${service}/${key}`, handler: `${service}/${handler}`, kind: event.kind, snapshot: EMPTY };
        this.#readers.set(event.invocation, reader);
        return undefined;
      }
      case 'queued':
        return this.#queued(event);
      case 'attempt started': {
        const reader = this.#readers.get(event.invocation);
        if (reader !== undefined) reader.snapshot = this.#state(reader.key);
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
      case 'forgotten': {
        const reader = this.#readers.get(event.invocation);
        if (reader?.kind === 'WORKFLOW') this.#states.delete(reader.key);
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

  #queued(event: Extract<TraceEvent, { type: 'queued' }>): Breach | undefined {
    const reader = this.#readers.get(event.invocation);
    if (reader?.kind !== 'SHARED') return undefined;
    return {
      message: `The shared handler ${reader.handler} of ${event.invocation} was made to wait for the lock of ${event.key}; shared handlers run beside the holder.`,
      events: [event.seq],
      handler: reader.handler,
      kind: 'blocked',
    };
  }

  #refused(event: Extract<TraceEvent, { type: 'refused' }>): Breach | undefined {
    const reader = this.#readers.get(event.invocation);
    if (reader?.kind !== 'SHARED') return undefined;
    return {
      message: `The shared handler ${reader.handler} of ${event.invocation} tried to write: ${event.message} Make it an exclusive handler, or leave the state alone.`,
      events: [event.seq],
      handler: reader.handler,
      kind: 'write',
    };
  }

  #appended(event: Extract<TraceEvent, { type: 'appended' }>): Breach | undefined {
    const reader = this.#readers.get(event.invocation);
    if (reader === undefined) return undefined;
    const { command } = event;
    switch (command.type) {
      case 'SetState':
      case 'ClearState':
      case 'ClearAllState': {
        const before = command.type === 'ClearAllState' ? EMPTY : this.#state(reader.key);
        const after = new Map(before);
        if (command.type === 'SetState') after.set(command.key, command.value);
        else if (command.type === 'ClearState') after.delete(command.key);
        this.#states.set(reader.key, after);
        reader.snapshot = after;
        return undefined;
      }
      case 'GetEagerState':
        if (reader.kind === 'SHARED') this.#reads++;
        return this.#compare(reader, event, command.key, command.value, reader.snapshot.get(command.key));
      case 'GetLazyState': {
        if (reader.kind === 'SHARED') this.#reads++;
        const value = this.#state(reader.key).get(command.key);
        this.#lazy.set(`${event.invocation} ${command.completion}`, { name: command.key, value });
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #notified(event: Extract<TraceEvent, { type: 'notified' }>): Breach | undefined {
    const { notification } = event;
    if (notification.type !== 'completion' || notification.of !== 'GetLazyState') return undefined;
    const reader = this.#readers.get(event.invocation);
    const expected = this.#lazy.get(`${event.invocation} ${notification.completion}`);
    if (reader === undefined || expected === undefined) return undefined;
    const { result } = notification;
    const got = typeof result === 'object' && 'ok' in result ? result.ok : undefined;
    return this.#compare(reader, event, expected.name, got, expected.value);
  }

  #compare(
    reader: Reader,
    event: TraceEvent & { readonly invocation: string },
    name: string,
    got: Uint8Array | undefined,
    expected: Uint8Array | undefined,
  ): Breach | undefined {
    if (same(got, expected)) return undefined;
    return {
      message: `${reader.handler} of ${event.invocation} read ${shown(got)} from the state "${name}" of ${reader.key}, which at that moment held ${shown(expected)}.`,
      events: [event.seq],
      handler: reader.handler,
      kind: 'value that was never there',
    };
  }

  #state(key: string): State {
    return this.#states.get(key) ?? EMPTY;
  }
}

const EMPTY: State = new Map();

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((byte, index) => byte === b[index]);
}

function shown(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'nothing' : new TextDecoder().decode(bytes).slice(0, 80);
}
