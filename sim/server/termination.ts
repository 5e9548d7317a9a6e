import { NOTHING, type Footprint } from '../core/footprint.ts';
import { CANCEL_SIGNAL } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Invocation } from './invocation.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Outbox } from './outbox.ts';
import type { World } from './world.ts';

/** The result of an invocation that was removed by a cancel; note the spelling, it differs from what a handler gets. */
const CANCELED: Outcome = { failure: { code: 409, message: 'canceled' } };
const KILLED: Outcome = { failure: { code: 409, message: 'killed' } };

/** What cancelling and killing needs of other parts. */
export interface TerminationPorts {
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly lifecycle: Pick<Lifecycle, 'end' | 'remove'>;
  readonly journals: Pick<JournalKeeper, 'appendNotification'>;
  readonly calls: { childrenOf(invocation: Invocation): readonly (readonly [entry: number, id: string])[] };
  readonly outbox: Pick<Outbox, 'sendTo'>;
}

/**
 * Cancels and kills invocations.
 * Rules: docs/internals/runtime-semantics.md#cancellation and
 * docs/internals/runtime-semantics.md#kill
 */
export class Termination {
  readonly #world: Pick<World, 'trace'>;
  readonly #ports: TerminationPorts;

  constructor(world: Pick<World, 'trace'>, ports: TerminationPorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /**
   * Cancels: a queued or scheduled invocation is removed and leaves no record. One that has begun gets the cancel signal,
   * and its handler decides what to do.
   * @returns what was done, undefined when it has completed
   */
  cancel(invocation: Invocation, by: string): 'removed' | 'signalled' | undefined {
    if (invocation.status === 'completed') return undefined;
    const { lifecycle, journals } = this.#ports;
    this.#world.trace.add({ type: 'cancel requested', invocation: invocation.address, by });
    if (lifecycle.remove(invocation, CANCELED, 'cancel')) return 'removed';
    journals.appendNotification(invocation, { type: 'signal', signal: { index: CANCEL_SIGNAL }, result: 'empty' });
    return 'signalled';
  }

  /**
   * Kills at once and releases the lock; the code may run on as a zombie. Children, sends included, are killed too.
   * @returns false when it has completed
   */
  kill(invocation: Invocation, by: string): boolean {
    if (invocation.status === 'completed') return false;
    const { lifecycle, calls, outbox, invocations } = this.#ports;
    this.#world.trace.add({ type: 'killed', invocation: invocation.address, by });
    if (lifecycle.remove(invocation, KILLED, 'kill')) return true;
    const children = calls.childrenOf(invocation);
    lifecycle.end(invocation, KILLED);
    for (const [index, child] of children) {
      outbox.sendTo(invocation.origin.partition, child, {
        address: `${invocation.address}/kill ${index}`,
        footprint: () => killFootprint(invocations.get(child)),
        deliver: () => {
          const target = invocations.get(child);
          if (target !== undefined) this.kill(target, invocation.address);
        },
      });
    }
    return true;
  }
}

function killFootprint(target: Invocation | undefined): Footprint {
  if (target === undefined) return NOTHING;
  return { reads: [], writes: ['tree', target.journalResource, ...target.lockResources] };
}
