import type { ProtocolVersion } from '../attempt/attempt.ts';
import { LimitReached } from '../core/errors.ts';
import type { Command } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import {
  CANCEL_SIGNAL,
  notificationId,
  type CompletionType,
  type Notification,
  type NotificationResult,
} from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Invocation } from './invocation.ts';
import type { World } from './world.ts';

/** The stream of an attempt, as far as its journal is concerned. */
interface Writer {
  readonly invocation: Invocation;
  readonly number: number;
  readonly destination: { readonly deployment: { readonly id: string }; readonly protocol: ProtocolVersion };
}

/** What appending to a journal sets in motion. */
export interface JournalPorts {
  readonly invoker: { resume(invocation: Invocation, why: string): void };
  readonly streams: { of(invocation: Invocation): { journalGrew(): void } | undefined };
}

/** Appends to journals, the only part that does, and resumes the invocation that awaits what was appended. */
export class JournalKeeper {
  readonly #world: Pick<World, 'clock' | 'limits' | 'trace'>;
  readonly #ports: JournalPorts;

  constructor(world: Pick<World, 'clock' | 'limits' | 'trace'>, ports: JournalPorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /**
   * @returns the entry number of the command: how many commands came before it, notifications not counted
   * @throws {LimitReached} when the journal is full
   */
  appendCommand(writer: Writer, command: Command): number {
    const { invocation, number } = writer;
    const { clock, trace } = this.#world;
    this.#stores(writer);
    const index = this.#push(invocation, { kind: 'command', command, appendedAtMs: clock.now });
    const entry = invocation.commands++;
    if (command.type === 'Run') invocation.runs.set(command.completion, entry);
    invocation.retriesSinceStored = 0;
    invocation.lastStoredAtMs = clock.now;
    trace.add({
      type: 'appended',
      invocation: invocation.address,
      attempt: number,
      entry,
      index,
      command,
    });
    return entry;
  }

  /** Appends the result of a run closure, which the attempt proposes. */
  appendProposal(writer: Writer, completion: number, result: Outcome): void {
    this.#stores(writer);
    this.appendCompletion(writer.invocation, 'Run', completion, result);
  }

  /**
   * What is stored first binds all later attempts to the deployment of this one.
   * Rule: docs/internals/upgrade-semantics.md#when-an-invocation-is-pinned
   */
  pin({ invocation, destination: { deployment, protocol } }: Writer): void {
    invocation.pinned ??= { deployment: deployment.id, protocol };
  }

  /**
   * Appends the result of a command.
   * @param awaitedBy the ended invocation with the same id that waited for it, where it is a result that was left behind
   */
  appendCompletion(
    invocation: Invocation,
    of: CompletionType,
    completion: number,
    result: NotificationResult,
    awaitedBy?: string,
  ): void {
    this.appendNotification(invocation, { type: 'completion', of, completion, result }, awaitedBy);
  }

  /**
   * Appends a completion or a signal. It is handed to a running attempt in a later step; a suspended invocation resumes
   * if it awaits it.
   * @param awaitedBy see {@link appendCompletion}
   * @throws {LimitReached} when the journal is full
   */
  appendNotification(invocation: Invocation, notification: Notification, awaitedBy?: string): void {
    const { clock, trace } = this.#world;
    const { invoker, streams } = this.#ports;
    const index = this.#push(invocation, { kind: 'notification', notification, appendedAtMs: clock.now });
    trace.add({
      type: 'notified',
      invocation: invocation.address,
      index,
      notification,
      ...(awaitedBy !== undefined && { awaitedBy }),
    });
    if (invocation.status === 'suspended') {
      if (this.wakes(invocation, notification)) invoker.resume(invocation, 'awaited entry arrived');
    } else if (invocation.status === 'paused') {
      if (isCancel(notification)) invoker.resume(invocation, 'cancelled');
    } else {
      streams.of(invocation)?.journalGrew();
    }
  }

  /** Whether a suspended invocation awaits this. */
  wakes(invocation: Invocation, notification: Notification): boolean {
    return invocation.awaited.includes(notificationId(notification));
  }

  /** What an attempt is about to store. */
  #stores(writer: Writer): void {
    this.pin(writer);
    writer.invocation.reportsFailure = false;
  }

  #push(invocation: Invocation, entry: JournalEntry): number {
    const limit = this.#world.limits.journalEntries;
    if (invocation.journal.length >= limit) {
      throw new LimitReached('journalEntries', `The journal of ${invocation.address} reached ${limit} entries.`);
    }
    return invocation.journal.push(entry) - 1;
  }
}

function isCancel(notification: Notification): boolean {
  return (
    notification.type === 'signal' && 'index' in notification.signal && notification.signal.index === CANCEL_SIGNAL
  );
}
