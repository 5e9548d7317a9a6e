import type { Invocation } from './invocation.ts';
import { StateStore } from './state.ts';

/** A request of the operator to replace the whole state of a key; it waits in the inbox like an invocation. */
export interface StateMutation {
  readonly kind: 'mutation';
  readonly state: ReadonlyMap<string, Uint8Array>;
  readonly version: string | undefined;
}

export type InboxItem = Invocation | StateMutation;

/** Everything the server keeps for one key of an object or workflow: the lock, the inbox and the state. */
export class ObjectKey {
  readonly service: string;
  readonly key: string;
  /** `Service/key`, the name of this key in resources and stories. */
  readonly name: string;
  readonly partition: number;
  readonly state: StateStore;
  readonly lockResource: string;
  readonly inboxResource: string;
  holder: Invocation | undefined;
  readonly #inbox: InboxItem[] = [];

  constructor(service: string, key: string, partition: number) {
    this.service = service;
    this.key = key;
    this.name = keyName(service, key);
    this.partition = partition;
    this.state = new StateStore(this.name);
    this.lockResource = lockResource(this.name);
    this.inboxResource = inboxResource(this.name);
  }

  get inbox(): readonly InboxItem[] {
    return this.#inbox;
  }

  /** Whether an exclusive handler that is applied now has to wait. */
  locked(): boolean {
    return this.holder !== undefined;
  }

  enqueue(item: InboxItem): void {
    this.#inbox.push(item);
  }

  /** Strictly first in, first out, by order of application. */
  dequeue(): InboxItem | undefined {
    return this.#inbox.shift();
  }

  removeQueued(invocation: Invocation): boolean {
    const at = this.#inbox.indexOf(invocation);
    if (at >= 0) this.#inbox.splice(at, 1);
    return at >= 0;
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
