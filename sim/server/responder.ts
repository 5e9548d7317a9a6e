import { NOTHING } from '../core/footprint.ts';
import type { NotificationResult } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Invocation, Waiter } from './invocation.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import type { Outbox } from './outbox.ts';

/**
 * Gives the results of invocations to the callers and clients that wait for them.
 * Rule: docs/internals/runtime-semantics.md#attach-and-output
 */
export class Responder {
  readonly #invocations: ReadonlyMap<string, Invocation>;
  readonly #partitions: { ofInvocation(id: string): number };
  readonly #outbox: Pick<Outbox, 'send'>;
  readonly #journals: Pick<JournalKeeper, 'appendCompletion'>;

  constructor(
    invocations: ReadonlyMap<string, Invocation>,
    partitions: { ofInvocation(id: string): number },
    outbox: Pick<Outbox, 'send'>,
    journals: Pick<JournalKeeper, 'appendCompletion'>,
  ) {
    this.#invocations = invocations;
    this.#partitions = partitions;
    this.#outbox = outbox;
    this.#journals = journals;
  }

  /** Responds to a waiter when the invocation has ended, at once if it has. */
  await(invocation: Invocation, waiter: Waiter): void {
    if (invocation.result === undefined) invocation.waiters.push(waiter);
    else this.respond(invocation, waiter, invocation.result);
  }

  respond(invocation: Invocation, waiter: Waiter, result: Outcome): void {
    if (waiter.kind === 'ingress') {
      waiter.answer(result, invocation);
      return;
    }
    const { of, completion } = waiter;
    const caller = this.#invocations.get(waiter.invocation);
    if (caller === undefined) return;
    this.#outbox.send(invocation.origin.partition, caller.origin.partition, {
      address: `${caller.address}:result ${completion}`,
      footprint: () => caller.ownFootprint,
      deliver: () => {
        if (caller.status !== 'completed') this.#journals.appendCompletion(caller, of, completion, result);
      },
    });
  }

  /** Lets an invocation wait for the result of another one; it is appended as the completion of entry `entry`. */
  attach(invocation: Invocation, entry: number, targetId: string, completion: number): void {
    const partition = this.#partitions.ofInvocation(targetId);
    this.#outbox.send(invocation.origin.partition, partition, {
      address: `${invocation.address}/${entry} attach`,
      footprint: () => this.#invocations.get(targetId)?.arrivalFootprint ?? NOTHING,
      deliver: () => {
        const target = this.#invocations.get(targetId);
        const waiter = { kind: 'invocation', invocation: invocation.id, completion, of: 'AttachInvocation' } as const;
        if (target === undefined) this.#notFound(partition, invocation, entry, completion);
        else this.await(target, waiter);
      },
    });
  }

  #notFound(from: number, invocation: Invocation, entry: number, completion: number): void {
    this.#outbox.send(from, invocation.origin.partition, {
      address: `${invocation.address}/${entry} not found`,
      footprint: () => invocation.ownFootprint,
      deliver: () => {
        if (invocation.status === 'completed') return;
        this.#journals.appendCompletion(invocation, 'AttachInvocation', completion, NOT_FOUND);
      },
    });
  }
}

const NOT_FOUND: NotificationResult = { failure: { code: 404, message: 'not found' } };
