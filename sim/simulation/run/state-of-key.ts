import type { TypedState, UntypedState } from '@restatedev/restate-sdk';
import { UsageError } from '../../core/errors.ts';
import type { Server } from '../../server/server.ts';
import type { Mover } from './mover.ts';
import { decodeUtf8, encodeUtf8 } from '../../core/utf8.ts';

/**
 * The state of one key, as JSON. A read returns the durable state. A write replaces the state, as an operator does: it
 * queues behind the invocation that holds the lock of the key.
 */
export class StateOfKey<State extends TypedState = UntypedState> {
  readonly #server: Server;
  readonly #mover: Mover;
  readonly #service: string;
  readonly #key: string;

  constructor(server: Server, mover: Mover, service: string, key: string) {
    this.#server = server;
    this.#mover = mover;
    this.#service = service;
    this.#key = key;
  }

  /** @returns undefined when it is not set */
  async get<Value = unknown, Name extends keyof State = string>(
    name: State extends UntypedState ? string : Name,
  ): Promise<(State extends UntypedState ? Value : State[Name]) | undefined> {
    const bytes = this.#server.introspection.stateValue(this.#service, this.#key, String(name));
    return bytes === undefined ? undefined : (parsed(bytes) as State[Name]);
  }

  /** @returns the whole state; every name may be missing */
  async getAll(): Promise<State extends UntypedState ? Record<string, unknown> : Partial<State>> {
    return this.#all() as State extends UntypedState ? Record<string, unknown> : Partial<State>;
  }

  /** Sets one name and keeps the others as they are at the time of the call. */
  async set<Name extends keyof State = string>(
    name: State extends UntypedState ? string : Name,
    value: State extends UntypedState ? unknown : State[Name],
  ): Promise<void> {
    await this.#replace({ ...this.#all(), [name]: value });
  }

  /** Replaces the whole state. Resolves when the change has taken effect. */
  async setAll(values: State extends UntypedState ? Readonly<Record<string, unknown>> : Partial<State>): Promise<void> {
    await this.#replace(values);
  }

  #all(): Record<string, unknown> {
    const state = this.#server.introspection.stateAsSet(this.#service, this.#key);
    return Object.fromEntries([...state].map(([name, bytes]) => [name, parsed(bytes)]));
  }

  async #replace(values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.setAllBytes(
      new Map(Object.entries(values).map(([name, value]) => [name, encodeUtf8(JSON.stringify(value))])),
    );
  }

  /** Replaces the whole state by bytes, for state that is not JSON. */
  async setAllBytes(values: ReadonlyMap<string, Uint8Array>): Promise<void> {
    if (this.#server.services.get(this.#service)?.kind === 'service') {
      throw new UsageError('STATELESS_SERVICE', `${this.#service} is a plain service: it has no state to set.`);
    }
    const { key, settled } = this.#server.faults.replaceState(this.#service, this.#key, new Map(values));
    await this.#mover.until(`the state of ${key}`, settled);
  }
}

function parsed(bytes: Uint8Array): unknown {
  return bytes.length === 0 ? undefined : JSON.parse(decodeUtf8(bytes));
}
