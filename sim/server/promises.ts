import type { Outcome } from '../journal/outcome.ts';
import type { Invocation } from './invocation.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import type { ObjectKey } from './object-key.ts';
import type { Outbox } from './outbox.ts';
import type { World } from './world.ts';

interface DurablePromise {
  result: Outcome | undefined;
  readonly listeners: { readonly invocation: Invocation; readonly completion: number }[];
}

/**
 * The durable promises of workflows: written once; waiting invocations get the result through the outbox.
 * Rule: docs/internals/runtime-semantics.md#durable-promises
 */
export class DurablePromises {
  readonly #world: Pick<World, 'trace'>;
  readonly #outbox: Pick<Outbox, 'send'>;
  readonly #journals: Pick<JournalKeeper, 'appendCompletion'>;
  readonly #promises = new Map<ObjectKey, Map<string, DurablePromise>>();

  constructor(
    world: Pick<World, 'trace'>,
    outbox: Pick<Outbox, 'send'>,
    journals: Pick<JournalKeeper, 'appendCompletion'>,
  ) {
    this.#world = world;
    this.#outbox = outbox;
    this.#journals = journals;
  }

  peek(key: ObjectKey, name: string): Outcome | undefined {
    return this.#promise(key, name).result;
  }

  /** Gives the result to an invocation, at once if there is one, otherwise when the promise is completed. */
  get(key: ObjectKey, name: string, invocation: Invocation, completion: number): void {
    const promise = this.#promise(key, name);
    if (promise.result === undefined) promise.listeners.push({ invocation, completion });
    else this.#deliver(invocation, completion, promise.result);
  }

  /** The first completion wins. @returns false when it was completed before */
  complete(key: ObjectKey, name: string, result: Outcome): boolean {
    const promise = this.#promise(key, name);
    if (promise.result !== undefined) return false;
    promise.result = result;
    this.#world.trace.add({ type: 'promise completed', key: key.name, name, result });
    for (const { invocation, completion } of promise.listeners.splice(0)) {
      this.#outbox.send(key.partition, invocation.origin.partition, {
        address: `${invocation.address}/promise ${name} ${completion}`,
        footprint: () => invocation.ownFootprint,
        deliver: () => this.#deliver(invocation, completion, result),
      });
    }
    return true;
  }

  /** Names and results of a key's promises, for introspection. */
  of(key: ObjectKey): ReadonlyMap<string, Outcome | undefined> {
    const promises = this.#promises.get(key) ?? new Map<string, DurablePromise>();
    return new Map([...promises].map(([name, promise]) => [name, promise.result]));
  }

  clear(key: ObjectKey): void {
    this.#promises.delete(key);
  }

  #deliver(invocation: Invocation, completion: number, result: Outcome): void {
    if (invocation.status !== 'completed')
      this.#journals.appendCompletion(invocation, 'GetPromise', completion, result);
  }

  #promise(key: ObjectKey, name: string): DurablePromise {
    let promises = this.#promises.get(key);
    if (promises === undefined) this.#promises.set(key, (promises = new Map()));
    let promise = promises.get(name);
    if (promise === undefined) promises.set(name, (promise = { result: undefined, listeners: [] }));
    return promise;
  }
}

/** @param name of the promise; `*` for all promises of the key */
export function promiseResource(key: ObjectKey, name: string): string {
  return `promise:${key.name}/${name}`;
}
