import type { Command } from '../../journal/command.ts';
import { notificationId } from '../../journal/notification.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Created } from '../naming.ts';

/** An invocation that has begun and not ended, and all that matters about what it waits for. */
export class OpenInvocation {
  readonly created: Created;
  status: 'ready' | 'scheduled' | 'queued' | 'running' | 'suspended' | 'paused';
  /** Where it stands in line, while it is queued. */
  queued: EventOf<'queued'> | undefined;
  suspended: EventOf<'suspended'> | undefined;
  paused: EventOf<'paused'> | undefined;
  /** Its failures since it last stored anything; undefined when it has stored something since the last one. */
  failing: { readonly first: EventOf<'attempt failed'>; last: EventOf<'attempt failed'>; times: number } | undefined;
  /** What was said when a step of its latest attempt that asked was refused the network. */
  refusedNetwork: EventOf<'remark'> | undefined;
  /** Latest of its events. */
  latest: TraceEvent;
  /** Commands that are not answered yet, by completion id. */
  #asked: Map<number, { readonly command: Command; readonly entry: number }> | undefined;
  /** What has arrived while it was suspended, by the id under which it is awaited. */
  #arrived: Map<string, TraceEvent> | undefined;
  /** Signals that came while it could not take them. */
  #dropped: Map<string, EventOf<'signal dropped'>> | undefined;

  constructor(created: Created) {
    this.created = created;
    this.latest = created;
    this.status = created.scheduledForMs === undefined ? 'ready' : 'scheduled';
  }

  /** Takes in one of its own events. */
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
        if (this.failing === undefined) this.failing = { first: event, last: event, times: 1 };
        else {
          this.failing.last = event;
          this.failing.times++;
        }
        return;
      case 'remark':
        if (event.what === 'no-network') this.refusedNetwork = event;
        return;
      case 'appended':
        this.failing = undefined;
        if ('completion' in event.command) this.#asks(event.command, event.command.completion, event.entry);
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

  /** The command that is answered under this completion id, unless it has been. */
  asked(completion: number): { readonly command: Command; readonly entry: number } | undefined {
    return this.#asked?.get(completion);
  }

  /** The sleeps that are not over: when each ends, and which entry it is. */
  get sleeps(): readonly { readonly entry: number; readonly wakeUpMs: number }[] {
    return [...(this.#asked?.values() ?? [])].flatMap(({ command, entry }) =>
      command.type === 'Sleep' ? [{ entry, wakeUpMs: command.wakeUpMs }] : [],
    );
  }

  /** What came after it was suspended, and should have woken it. */
  arrived(id: string): TraceEvent | undefined {
    return this.#arrived?.get(id);
  }

  dropped(id: string): EventOf<'signal dropped'> | undefined {
    return this.#dropped?.get(id);
  }

  #asks(command: Command, completion: number, entry: number): void {
    this.#asked ??= new Map();
    this.#asked.set(completion, { command, entry });
  }

  #notified(event: EventOf<'notified'>): void {
    const { notification } = event;
    if (notification.type === 'completion') {
      // The id of a callee is no progress of its own.
      if (notification.of !== 'CallInvocationId') this.failing = undefined;
      this.#asked?.delete(notification.completion);
    }
    // Anybody else is handed it without having to be woken.
    if (this.status !== 'suspended') return;
    this.#arrived ??= new Map();
    this.#arrived.set(notificationId(notification), event);
  }
}
