import { NOTHING, type Footprint } from '../core/footprint.ts';
import type { SignalName } from '../journal/command.ts';
import { CANCEL_SIGNAL } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Invocation } from './invocation.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import type { Outbox } from './outbox.ts';
import type { World } from './world.ts';

/** What signals need of other parts. */
export interface SignalPorts {
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly outbox: Pick<Outbox, 'sendTo'>;
  readonly journals: Pick<JournalKeeper, 'appendNotification'>;
  readonly termination: { cancel(invocation: Invocation, by: string): unknown };
}

/**
 * Signals and awakeable completions: journal appends that only running, suspended and paused invocations accept.
 * Rules: docs/internals/runtime-semantics.md#awakeables and
 * docs/internals/runtime-semantics.md#named-signals
 */
export class Signals {
  readonly #world: Pick<World, 'trace'>;
  readonly #ports: SignalPorts;

  constructor(world: Pick<World, 'trace'>, ports: SignalPorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /** Sends a signal by way of the outbox. @param address stable address of the sending */
  send(address: string, fromPartition: number, invocationId: string, signal: SignalName, result: Outcome): void {
    this.#ports.outbox.sendTo(fromPartition, invocationId, {
      address,
      footprint: () => this.footprint(invocationId),
      deliver: () => this.deliver(address, invocationId, signal, result),
    });
  }

  /** What delivering a signal touches. */
  footprint(invocationId: string): Footprint {
    return this.#ports.invocations.get(invocationId)?.arrivalFootprint ?? NOTHING;
  }

  /** Applies a signal at its target. The sender does not learn whether it was dropped. */
  deliver(by: string, invocationId: string, signal: SignalName, result: Outcome): void {
    const { invocations, termination, journals } = this.#ports;
    const target = invocations.get(invocationId);
    if (target === undefined) return;
    if ('index' in signal && signal.index === CANCEL_SIGNAL) termination.cancel(target, by);
    else if (target.acceptsSignals) journals.appendNotification(target, { type: 'signal', signal, result });
    else this.#world.trace.add({ type: 'signal dropped', invocation: target.address, signal });
  }
}
