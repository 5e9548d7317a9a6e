import type { SignalName } from '../journal/command.ts';
import { CANCEL_SIGNAL } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Server } from './server.ts';

/** Signals and awakeable completions: journal appends that only running, suspended and paused invocations accept. */
export class Signals {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Sends a signal by way of the outbox. @param address stable address of the sending */
  send(address: string, fromPartition: number, invocationId: string, signal: SignalName, result: Outcome): void {
    this.#server.outbox.send(fromPartition, this.#server.partitionOf(invocationId), {
      address,
      footprint: () => this.footprint(invocationId),
      deliver: () => this.deliver(address, invocationId, signal, result),
    });
  }

  footprint(invocationId: string): { reads: string[]; writes: string[] } {
    const target = this.#server.invocations.get(invocationId);
    if (target === undefined) return { reads: [], writes: [] };
    const key = target.origin.objectKey;
    const writes = [target.journalResource];
    if (!target.acceptsSignals && key !== undefined) writes.push(key.inboxResource);
    return { reads: [], writes };
  }

  /** Applies a signal at its target. Who sent it never learns whether it was dropped. */
  deliver(by: string, invocationId: string, signal: SignalName, result: Outcome): void {
    const target = this.#server.invocations.get(invocationId);
    if (target === undefined) return;
    if ('index' in signal && signal.index === CANCEL_SIGNAL) {
      this.#server.lifecycle.cancel(target, by);
      return;
    }
    if (!target.acceptsSignals) {
      this.#server.world.trace.add({ type: 'signal dropped', invocation: target.address, signal });
      return;
    }
    this.#server.journals.appendNotification(target, { type: 'signal', signal, result });
  }
}
