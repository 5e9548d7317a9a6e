import { StateStore } from './state-store.ts';

/** What a key knows of the invocation that holds its lock, and of those that wait for it. */
interface Claim {
  readonly kind: 'invocation';
  readonly id: string;
  readonly address: string;
}

/** A request of the operator to replace the whole state of a key; it waits in the inbox like an invocation. */
export interface StateMutation {
  readonly kind: 'mutation';
  readonly state: ReadonlyMap<string, Uint8Array>;
  readonly version: string | undefined;
}

export type InboxItem<I extends Claim = Claim> = I | StateMutation;

/**
 * Everything the server keeps for one key of an object or workflow: the lock, the inbox and the state.
 * Rule: docs/internals/runtime-semantics.md#lock-and-inbox
 * @typeParam I what invocations are to the code that takes them out of the inbox again
 */
export class ObjectKey<I extends Claim = Claim> {
  readonly service: string;
  readonly key: string;
  /** `Service/key`, the name of this key in resources and stories. */
  readonly name: string;
  readonly partition: number;
  readonly state: StateStore;
  readonly lockResource: string;
  readonly inboxResource: string;
  holder: I | undefined;
  readonly #inbox: InboxItem<I>[] = [];

  constructor(service: string, key: string, partition: number) {
    this.service = service;
    this.key = key;
    this.name = keyName(service, key);
    this.partition = partition;
    this.state = new StateStore(this.name);
    this.lockResource = lockResource(this.name);
    this.inboxResource = inboxResource(this.name);
  }

  get inbox(): readonly InboxItem<I>[] {
    return this.#inbox;
  }

  /** Whether an exclusive handler that is applied now has to wait. */
  locked(): boolean {
    return this.holder !== undefined;
  }

  enqueue(item: InboxItem<I>): void {
    this.#inbox.push(item);
  }

  /** Strictly first in, first out, by order of application. */
  dequeue(): InboxItem<I> | undefined {
    return this.#inbox.shift();
  }

  removeQueued(invocation: I): void {
    const index = this.#inbox.indexOf(invocation);
    if (index >= 0) this.#inbox.splice(index, 1);
  }
}

/** The name of a key in resources, partitions and stories. */
export function keyName(service: string, key: string): string {
  return `${service}/${key}`;
}

export function lockResource(name: string): string {
  return `lock:${name}`;
}

export function inboxResource(name: string): string {
  return `inbox:${name}`;
}
