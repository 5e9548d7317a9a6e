import type { SignalName } from '../../journal/command.ts';
import type { Future } from '../../journal/future.ts';
import { signalId } from '../../journal/notification.ts';
import type { Notification, NotificationResult } from '../../journal/notification.ts';

/**
 * What a promise waits for: a completion id, a negated signal index, or a signal name. Cheaper to make and to look up than
 * the string of a `NotificationId`, which is made only for messages.
 */
export type Handle = number | string;

/** Awaited along with every await, unless the handler has explicit cancellation. */
export const CANCEL: Handle = -1;

/** The tree of promises that user code awaits, as the SDK's promise classes build it, with handles as leaves. */
export type Tree = { readonly Single: Handle } | { readonly [variant: string]: readonly Tree[] };

/** @returns the handle under which this signal is awaited. */
function signalHandle(signal: SignalName): Handle {
  return 'index' in signal ? -signal.index : signal.name;
}

/** @returns the handle under which this notification is awaited. */
function handleOf(notification: Notification): Handle {
  return notification.type === 'completion' ? notification.completion : signalHandle(notification.signal);
}

/** @returns a leaf of the future that the server receives. */
export function leafFuture(handle: Handle): Future {
  if (typeof handle === 'string') return { single: signalId({ name: handle }) };
  return { single: handle < 0 ? `s${-handle}` : `c${handle}` };
}

/**
 * Results that have arrived. They queue in the journal's order (`arrived`) and become `ready` one by one, only as far as an
 * await needs. So the journal decides a race, not the order of its arguments. A name has one ready result: when two signals
 * of one name become ready before either is taken, the first is lost, as in the SDK.
 */
export class Results {
  readonly #arrived: Notification[] = [];
  #first = 0;
  readonly #ready = new Map<Handle, NotificationResult>();

  arrive(notification: Notification): void {
    this.#arrived.push(notification);
  }

  makeReady(handle: Handle, result: NotificationResult): void {
    this.#ready.set(handle, result);
  }

  isReady(handle: Handle): boolean {
    return this.#ready.has(handle);
  }

  /** @returns the result without taking it. */
  peek(handle: Handle): NotificationResult | undefined {
    return this.#ready.get(handle);
  }

  /** @returns the result, which is gone afterwards; undefined when it is not ready. */
  take(handle: Handle): NotificationResult | undefined {
    const result = this.#ready.get(handle);
    if (result !== undefined) this.#ready.delete(handle);
    return result;
  }

  /** @returns whether the journal is known to hold this result, ready or not. */
  has(handle: Handle): boolean {
    if (this.#ready.has(handle)) return true;
    for (let i = this.#first; i < this.#arrived.length; i++) {
      const notification = this.#arrived[i];
      if (notification !== undefined && handleOf(notification) === handle) return true;
    }
    return false;
  }

  /** Makes the next one ready. @returns false when none is left. */
  advance(): boolean {
    const next = this.#arrived[this.#first];
    if (next === undefined) return false;
    this.#first++;
    this.#ready.set(handleOf(next), next.result);
    return true;
  }
}
