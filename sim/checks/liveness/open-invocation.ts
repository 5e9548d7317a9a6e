import type { Command } from '../../journal/command.ts';
import { notificationId } from '../../journal/notification.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Created } from '../naming.ts';

/** Why an attempt failed. */
export type FailureCause = 'own error' | 'lost connection' | 'abort timeout';

/** @returns why an attempt failed; what the server itself reports is no error of the handler's code */
export function causeOf({ message }: EventOf<'attempt failed'>): FailureCause {
  if (message.startsWith('[RT0010]')) return 'lost connection';
  return message.includes("'abort timeout'") ? 'abort timeout' : 'own error';
}

/** An invocation that has not ended, and what it waits for. */
export class OpenInvocation {
  readonly created: Created;
  status: 'ready' | 'scheduled' | 'queued' | 'running' | 'suspended' | 'paused';
  /** The event that queued it. */
  queued: EventOf<'queued'> | undefined;
  suspended: EventOf<'suspended'> | undefined;
  paused: EventOf<'paused'> | undefined;
  /** Its failures since it last stored an entry; undefined when it has stored one since its last failure. */
  failing: { readonly first: EventOf<'attempt failed'>; last: EventOf<'attempt failed'>; times: number } | undefined;
  /** How many of its attempts failed, by cause: an error of its own code, or something that happened to the attempt. */
  readonly failures: Record<FailureCause, number> = { 'own error': 0, 'lost connection': 0, 'abort timeout': 0 };
  /** The remark about its latest call that was refused. */
  refused: EventOf<'remark'> | undefined;
  /** The remark that its code waits for something that is not of this world. */
  outsideWait: EventOf<'remark'> | undefined;
  /** The latest event of it. */
  latest: TraceEvent;
  /** Commands without a completion, by completion id. */
  #pending: Map<number, { readonly command: Command; readonly entry: number }> | undefined;
  /** Notifications that arrived while it was suspended, by the id that it awaits. */
  #arrived: Map<string, TraceEvent> | undefined;
  /** Signals that the server dropped because it had not started. */
  #dropped: Map<string, EventOf<'signal dropped'>> | undefined;

  constructor(created: Created) {
    this.created = created;
    this.latest = created;
    this.status = created.scheduledForMs === undefined ? 'ready' : 'scheduled';
  }

  /** Called for each event of this invocation. */
  see(event: TraceEvent): void {
    this.latest = event;
    switch (event.type) {
      case 'queued':
        this.status = 'queued';
        this.queued = event;
        return;
      case 'lock taken':
      case 'resumed':
        this.status = 'ready';
        return;
      case 'attempt started':
        this.status = 'running';
        return;
      case 'suspended':
        this.status = 'suspended';
        this.suspended = event;
        this.#arrived = undefined;
        return;
      case 'paused':
        this.status = 'paused';
        this.paused = event;
        return;
      case 'attempt failed':
        this.status = 'ready';
        this.failures[causeOf(event)]++;
        if (this.failing === undefined) this.failing = { first: event, last: event, times: 1 };
        else {
          this.failing.last = event;
          this.failing.times++;
        }
        return;
      case 'remark':
        if (event.what === 'refused') this.refused = event;
        if (event.what === 'outside-wait') this.outsideWait = event;
        return;
      case 'appended':
        this.failing = undefined;
        if ('completion' in event.command) this.#issued(event.command, event.command.completion, event.entry);
        return;
      case 'notified':
        this.#notified(event);
        return;
      case 'signal dropped':
        this.#dropped ??= new Map();
        this.#dropped.set('index' in event.signal ? `s${event.signal.index}` : `n${event.signal.name}`, event);
        return;
      default:
        return;
    }
  }

  /** @returns the command with this completion id, while it has no completion */
  pending(completion: number): { readonly command: Command; readonly entry: number } | undefined {
    return this.#pending?.get(completion);
  }

  /** The sleeps that have not ended: when each ends, and its entry. */
  get sleeps(): readonly { readonly entry: number; readonly wakeUpMs: number }[] {
    return [...(this.#pending?.values() ?? [])].flatMap(({ command, entry }) =>
      command.type === 'Sleep' ? [{ entry, wakeUpMs: command.wakeUpMs }] : [],
    );
  }

  /** @returns the notification that arrived after it was suspended, and should have woken it */
  arrived(id: string): TraceEvent | undefined {
    return this.#arrived?.get(id);
  }

  dropped(id: string): EventOf<'signal dropped'> | undefined {
    return this.#dropped?.get(id);
  }

  #issued(command: Command, completion: number, entry: number): void {
    this.#pending ??= new Map();
    this.#pending.set(completion, { command, entry });
  }

  #notified(event: EventOf<'notified'>): void {
    const { notification } = event;
    if (notification.type === 'completion') {
      // The id of a callee is not progress.
      if (notification.of !== 'CallInvocationId') this.failing = undefined;
      this.#pending?.delete(notification.completion);
    }
    // An invocation that is not suspended gets it without being woken.
    if (this.status !== 'suspended') return;
    this.#arrived ??= new Map();
    this.#arrived.set(notificationId(notification), event);
  }
}
