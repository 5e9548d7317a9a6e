import type { Outcome } from '../journal/outcome.ts';
import type { Admission } from './admission.ts';
import type { Invocation } from './invocation.ts';
import type { Invoker } from './invoker.ts';
import type { Responder } from './responder.ts';
import type { World } from './world.ts';

/** What the end of an invocation reaches. */
export interface LifecyclePorts {
  readonly invocations: { delete(id: string): unknown };
  readonly invoker: Pick<Invoker, 'release'>;
  readonly timers: { disarmAll(owner: string): void };
  readonly sleeps: { ended(invocation: Invocation): void };
  readonly responder: Pick<Responder, 'respond'>;
  readonly admission: Pick<Admission, 'releaseLock'>;
  readonly cleaner: { completed(invocation: Invocation): void };
}

/**
 * Ends invocations: those that have begun, and those that never will because they are removed from the queue.
 * Rule: docs/internals/runtime-semantics.md#release-of-the-lock
 */
export class Lifecycle {
  readonly #world: Pick<World, 'clock' | 'trace'>;
  readonly #ports: LifecyclePorts;

  constructor(world: Pick<World, 'clock' | 'trace'>, ports: LifecyclePorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /** The one atomic step that ends an invocation: responses, the record, the lock, and the next in line. */
  end(invocation: Invocation, result: Outcome): void {
    const { clock, trace } = this.#world;
    const { invoker, timers, sleeps, admission, cleaner } = this.#ports;
    invoker.release(invocation);
    timers.disarmAll(invocation.address);
    sleeps.ended(invocation);
    invocation.completedAtMs = clock.now;
    this.#complete(invocation, result);
    trace.add({ type: 'completed', invocation: invocation.address, result });
    this.#respondToAll(invocation, result);
    const key = invocation.origin.objectKey;
    if (key !== undefined && key.holder === invocation) admission.releaseLock(key, invocation);
    cleaner.completed(invocation);
  }

  /**
   * Removes an invocation that waits in an inbox or in the schedule; no record of it is left.
   * @returns false when it waits in neither
   */
  remove(invocation: Invocation, result: Outcome, why: 'cancel' | 'kill'): boolean {
    const from = invocation.status === 'inboxed' ? 'inbox' : invocation.status === 'scheduled' ? 'schedule' : undefined;
    if (from === undefined) return false;
    const { timers, invocations, invoker } = this.#ports;
    invocation.origin.objectKey?.removeQueued(invocation);
    invoker.release(invocation, why);
    timers.disarmAll(invocation.address);
    this.#complete(invocation, result);
    this.#world.trace.add({ type: 'removed', invocation: invocation.address, from, why });
    this.#respondToAll(invocation, result);
    invocations.delete(invocation.id);
    return true;
  }

  #complete(invocation: Invocation, result: Outcome): void {
    invocation.status = 'completed';
    invocation.result = result;
  }

  #respondToAll(invocation: Invocation, result: Outcome): void {
    for (const waiter of invocation.waiters.splice(0)) this.#ports.responder.respond(invocation, waiter, result);
  }
}
