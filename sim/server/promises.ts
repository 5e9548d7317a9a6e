import type { NotificationResult } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Invocation } from './invocation.ts';
import type { ObjectKey } from './object-key.ts';
import type { Server } from './server.ts';

interface DurablePromise {
  result: Outcome | undefined;
  readonly listeners: { readonly invocation: Invocation; readonly completion: number }[];
}

/** The durable promises of workflows: written once; whoever waits is told through the outbox. */
export class DurablePromises {
  readonly #server: Server;
  readonly #promises = new Map<ObjectKey, Map<string, DurablePromise>>();

  constructor(server: Server) {
    this.#server = server;
  }

  resource(key: ObjectKey, name: string): string {
    return `promise:${key.name}/${name}`;
  }

  peek(key: ObjectKey, name: string): Outcome | undefined {
    return this.#promise(key, name).result;
  }

  /** Answers at once when it is completed, otherwise when it will be. */
  get(key: ObjectKey, name: string, invocation: Invocation, completion: number): void {
    const promise = this.#promise(key, name);
    if (promise.result === undefined) promise.listeners.push({ invocation, completion });
    else this.#tell(invocation, completion, promise.result);
  }

  /** The first completion wins. @returns false when it was completed before */
  complete(key: ObjectKey, name: string, result: Outcome): boolean {
    const promise = this.#promise(key, name);
    if (promise.result !== undefined) return false;
    promise.result = result;
    this.#server.world.trace.add({ type: 'promise completed', key: key.name, name, result });
    for (const { invocation, completion } of promise.listeners.splice(0)) {
      this.#server.outbox.send(key.partition, invocation.origin.partition, {
        address: `${invocation.address}/promise ${name} ${completion}`,
        footprint: () => ({ reads: [], writes: [invocation.journalResource] }),
        deliver: () => this.#tell(invocation, completion, result),
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

  #tell(invocation: Invocation, completion: number, result: NotificationResult): void {
    if (invocation.status === 'completed') return;
    this.#server.journals.appendNotification(invocation, { type: 'completion', of: 'GetPromise', completion, result });
  }

  #promise(key: ObjectKey, name: string): DurablePromise {
    let promises = this.#promises.get(key);
    if (promises === undefined) this.#promises.set(key, (promises = new Map()));
    let promise = promises.get(name);
    if (promise === undefined) promises.set(name, (promise = { result: undefined, listeners: [] }));
    return promise;
  }
}
