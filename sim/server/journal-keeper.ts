import { LimitReached } from '../core/errors.ts';
import type { Command } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { CANCEL_SIGNAL, notificationId, type Notification } from '../journal/notification.ts';
import type { AttemptStream } from './attempt-stream.ts';
import type { Invocation } from './invocation.ts';
import type { Server } from './server.ts';

/** Appends to journals, the only place where that happens, and wakes whoever waited for what was appended. */
export class JournalKeeper {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** @returns the entry number of the command: how many commands came before it, notifications not counted */
  appendCommand(stream: AttemptStream, command: Command): number {
    const invocation = stream.invocation;
    const { world } = this.#server;
    const index = this.#push(invocation, { kind: 'command', command, appendedAtMs: world.clock.now });
    const entry = invocation.commands++;
    if (command.type === 'Run') invocation.runs.set(command.completion, entry);
    invocation.retriesSinceStored = 0;
    invocation.lastStoredAtMs = world.clock.now;
    world.trace.add({
      type: 'appended',
      invocation: invocation.address,
      attempt: stream.number,
      entry,
      index,
      command,
    });
    return entry;
  }

  /** Appends an answer or a signal. A running attempt is handed it later; a suspended one wakes if it waited for it. */
  appendNotification(invocation: Invocation, notification: Notification): void {
    const { world } = this.#server;
    const index = this.#push(invocation, { kind: 'notification', notification, appendedAtMs: world.clock.now });
    world.trace.add({ type: 'notified', invocation: invocation.address, index, notification });
    if (invocation.status === 'suspended') {
      if (this.wakes(invocation, notification)) this.#server.invoker.resume(invocation, 'awaited entry arrived');
    } else if (invocation.status === 'paused') {
      if (isCancel(notification)) this.#server.invoker.resume(invocation, 'cancelled');
    } else {
      invocation.stream?.journalGrew();
    }
  }

  /** Whether a suspended invocation waits for this. */
  wakes(invocation: Invocation, notification: Notification): boolean {
    return invocation.awaited.includes(notificationId(notification));
  }

  #push(invocation: Invocation, entry: JournalEntry): number {
    const limit = this.#server.world.limits.journalEntries;
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
