import type { Serde, TypedState, UntypedState } from '@restatedev/restate-sdk';
import type { AnySerde } from '../attempt/serde.ts';
import { jsonSerde } from '../attempt/serde.ts';
import type { Backend } from './backend.ts';

/** Typed state of one key, as operators see and set it. */
export class StateProxy<State extends TypedState = UntypedState> {
  readonly #backend: Backend;
  readonly #service: string;
  readonly #key: string;

  constructor(backend: Backend, service: string, key: string) {
    this.#backend = backend;
    this.#service = service;
    this.#key = key;
  }

  /** @returns null when it is not set */
  async get<Value, Name extends keyof State = string>(
    name: State extends UntypedState ? string : Name,
    serde?: Serde<State extends UntypedState ? Value : State[Name]>,
  ): Promise<(State extends UntypedState ? Value : State[Name]) | null> {
    const bytes = (await this.#backend.read(this.#service, this.#key)).get(String(name));
    return bytes === undefined ? null : (reader(serde).deserialize(bytes) as State[Name]);
  }

  async getAll<Values extends TypedState>(
    serde?: Serde<State extends UntypedState ? Values[keyof Values] : State[keyof State]>,
  ): Promise<State extends UntypedState ? Values : State> {
    const state = await this.#backend.read(this.#service, this.#key);
    const values = [...state].map(([name, bytes]) => [name, reader(serde).deserialize(bytes)] as const);
    return Object.fromEntries(values) as State extends UntypedState ? Values : State;
  }

  /** Sets one entry and keeps the others. */
  async set<Value, Name extends keyof State = string>(
    name: State extends UntypedState ? string : Name,
    value: State extends UntypedState ? Value : State[Name],
    serde?: Serde<State extends UntypedState ? Value : State[Name]>,
  ): Promise<void> {
    const state = new Map(await this.#backend.read(this.#service, this.#key));
    state.set(String(name), reader(serde).serialize(value));
    await this.#backend.write(this.#service, this.#key, state);
  }

  /** Replaces the whole state. */
  async setAll<Values extends TypedState>(
    values: State extends UntypedState ? Values : State,
    serde?: Serde<State extends UntypedState ? Values[keyof Values] : State[keyof State]>,
  ): Promise<void> {
    const state = new Map(Object.entries(values).map(([name, value]) => [name, reader(serde).serialize(value)]));
    await this.#backend.write(this.#service, this.#key, state);
  }
}

/** Serdes are handled without the type of their values; it was checked where they were given. */
function reader(serde: Serde<never> | Serde<unknown> | undefined): AnySerde {
  return (serde as AnySerde | undefined) ?? jsonSerde;
}
