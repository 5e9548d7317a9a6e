import { StateStore } from './state-store.ts';

/** Where something stands in the queue of its key, when a server orders it by more than its arrival. */
export interface Place {
  /** The whole second from which on it may start, in ms since the Unix epoch. */
  readonly secondMs: number;
  /** How many were accepted before it. */
  readonly arrival: number;
}

/** What a key knows of the invocation that holds its lock, and of those that wait for it. */
interface Claim {
  readonly kind: 'invocation';
  readonly id: string;
  readonly address: string;
  /** Undefined where the inbox is ordered by arrival. */
  readonly place: Place | undefined;
}

/** A request of the operator to replace the whole state of a key; it waits in the inbox like an invocation. */
export interface StateMutation {
  readonly kind: 'mutation';
  readonly state: ReadonlyMap<string, Uint8Array>;
  readonly version: string | undefined;
  /** Undefined where the inbox is ordered by arrival. */
  place?: Place;
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
  readonly scope: string | undefined;
  /** `Service/key`, the name of this key in resources and stories. */
  readonly name: string;
  readonly partition: number;
  readonly state: StateStore;
  readonly lockResource: string;
  readonly inboxResource: string;
  holder: I | undefined;
  readonly #inbox: InboxItem<I>[] = [];

  constructor(service: string, key: string, partition: number, scope?: string) {
    this.service = service;
    this.key = key;
    this.scope = scope;
    this.name = keyName(service, key, scope);
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

  /**
   * Adds to the end of the inbox; one that has a place is put there.
   * @returns what comes after it; undefined at the end
   */
  enqueue(item: InboxItem<I>): InboxItem<I> | undefined {
    let at = this.#inbox.length;
    while (at > 0 && isBefore(item.place, this.#inbox[at - 1]?.place)) at--;
    this.#inbox.splice(at, 0, item);
    return this.#inbox[at + 1];
  }

  /** First in line, which is the order of application unless places say otherwise. */
  dequeue(): InboxItem<I> | undefined {
    return this.#inbox.shift();
  }

  removeQueued(invocation: I): void {
    const index = this.#inbox.indexOf(invocation);
    if (index >= 0) this.#inbox.splice(index, 1);
  }
}

function isBefore(place: Place | undefined, other: Place | undefined): boolean {
  if (place === undefined || other === undefined) return false;
  return place.secondMs < other.secondMs || (place.secondMs === other.secondMs && place.arrival < other.arrival);
}

/** The name of a key in resources, partitions and stories. */
export function keyName(service: string, key: string, scope?: string): string {
  return scope === undefined ? `${service}/${key}` : `${service}/${key} in scope ${scope}`;
}

export function lockResource(name: string): string {
  return `lock:${name}`;
}

export function inboxResource(name: string): string {
  return `inbox:${name}`;
}
