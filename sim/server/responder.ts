import { NOTHING } from '../core/footprint.ts';
import type { CommandType } from '../journal/command.ts';
import type { NotificationResult } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Invocation, Waiter } from './invocation.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import type { Outbox } from './outbox.ts';

/**
 * Gives the results of invocations to the callers and clients that wait for them. A result whose caller has ended arrives in
 * the next invocation with the caller's id, in the entry with the same completion id (conformance cases 197, 217 to 219).
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
    const caller = this.#invocations.get(waiter.invocation);
    if (caller === undefined) return;
    this.#outbox.send(invocation.origin.partition, caller.origin.partition, {
      address: `${caller.address}:result ${waiter.completion}`,
      footprint: () => caller.ownFootprint,
      deliver: () => this.#deliver(caller, waiter, result),
    });
  }

  #deliver(caller: Invocation, { address, completion, of }: WaitingInvocation, result: Outcome): void {
    if (caller.status === 'completed') return;
    if (caller.address === address) {
      this.#journals.appendCompletion(caller, of, completion, result);
      return;
    }
    // The invocation that waited has ended, and this one has its id.
    if (caller.status === 'inboxed' || caller.status === 'scheduled') return;
    const type = typeOfEntry(caller, completion);
    if (type === 'Sleep') this.#journals.appendCompletion(caller, 'Sleep', completion, 'empty', address);
    // A response to any other entry, or to none, is a fatal error for the real server: it stops the partition.
    else if (type === 'Call' || type === 'AttachInvocation' || type === 'GetPromise')
      this.#journals.appendCompletion(caller, type, completion, result, address);
  }

  /** Lets an invocation wait for the result of another one; it is appended as the completion of entry `entry`. */
  attach(invocation: Invocation, entry: number, targetId: string, completion: number): void {
    const partition = this.#partitions.ofInvocation(targetId);
    this.#outbox.send(invocation.origin.partition, partition, {
      address: `${invocation.address}/${entry} attach`,
      footprint: () => this.#invocations.get(targetId)?.arrivalFootprint ?? NOTHING,
      deliver: () => {
        const target = this.#invocations.get(targetId);
        const waiter = awaitedBy(invocation, completion, 'AttachInvocation');
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

/** @returns the waiter for a result that completes an entry of this invocation */
export function awaitedBy(
  { id, address }: Invocation,
  completion: number,
  of: WaitingInvocation['of'],
): WaitingInvocation {
  return { kind: 'invocation', invocation: id, address, completion, of };
}

type WaitingInvocation = Extract<Waiter, { readonly kind: 'invocation' }>;

/** @returns the type of the command that has this completion id, if the journal holds one */
function typeOfEntry({ journal }: Invocation, completion: number): CommandType | undefined {
  for (const row of journal) {
    if (row.kind !== 'command') continue;
    const { command } = row;
    if ('completion' in command && command.completion === completion) return command.type;
    if ('invocationIdCompletion' in command && command.invocationIdCompletion === completion) return command.type;
  }
  return undefined;
}

const NOT_FOUND: NotificationResult = { failure: { code: 404, message: 'not found' } };
