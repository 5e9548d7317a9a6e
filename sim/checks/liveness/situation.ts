import type { EventOf, TraceEvent } from '../../trace/event.ts';
import { keyOf, type Created } from '../naming.ts';
import { OpenInvocation } from './open-invocation.ts';

/** The open invocations, the holders of locks and the completed promises, at the current moment of a run. */
export class Situation {
  readonly open: Map<string, OpenInvocation> = new Map<string, OpenInvocation>();
  /** Key -> the invocation that holds its lock. */
  readonly holders: Map<string, string> = new Map<string, string>();
  /** Workflow and promise name -> its completion. */
  readonly promises: Map<string, EventOf<'promise completed'>> = new Map<string, EventOf<'promise completed'>>();
  /** Workflow -> the event that removed the record of its run, its promises and their waiters. */
  readonly forgotten: Map<string, EventOf<'forgotten'>> = new Map<string, EventOf<'forgotten'>>();
  /** Requests of clients without a response. */
  readonly unanswered: Map<string, EventOf<'operation'>> = new Map<string, EventOf<'operation'>>();
  readonly #found = new Map<string, string>();
  readonly #who: (invocation: string) => Created | undefined;
  /** How many invocations have ended. */
  endedCount = 0;

  constructor(who: (invocation: string) => Created | undefined) {
    this.#who = who;
  }

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'operation':
        if (event.kind === 'call') this.unanswered.set(event.operation, event);
        return;
      case 'answer':
      case 'abandoned':
        this.unanswered.delete(event.operation);
        return;
      case 'invocation created':
        this.open.set(event.invocation, new OpenInvocation(event));
        return;
      case 'invocation found':
        this.#found.set(event.by, event.invocation);
        return;
      case 'completed':
      case 'removed':
        this.endedCount++;
        this.open.delete(event.invocation);
        return;
      case 'promise completed':
        this.promises.set(`${event.key} ${event.name}`, event);
        return;
      case 'forgotten':
        this.#forget(event);
        return;
      case 'lock released':
        this.holders.delete(event.key);
        return;
      case 'lock taken':
        this.holders.set(event.key, event.invocation);
        this.open.get(event.invocation)?.see(event);
        return;
      default:
        if ('invocation' in event && event.invocation !== undefined) this.open.get(event.invocation)?.see(event);
    }
  }

  #forget(event: EventOf<'forgotten'>): void {
    const created = this.#who(event.invocation);
    const key = created?.kind === 'WORKFLOW' ? keyOf(created.target) : undefined;
    if (key !== undefined) this.forgotten.set(key, event);
  }

  /** @returns the invocation that a call created, or found by its idempotency key @param address of the calling entry */
  calleeOf(address: string): string {
    return this.#found.get(address) ?? address;
  }

  /** @returns the open invocation with this id */
  byId(id: string): string | undefined {
    for (const [invocation, { created }] of this.open) if (created.id === id) return invocation;
    return undefined;
  }

  /** @returns the event that created an invocation, when the invocation has ended */
  ended(invocation: string): Created | undefined {
    return this.open.has(invocation) ? undefined : this.#who(invocation);
  }

  /** @returns the invocations that queue for a key, in order */
  queuedFor(key: string): OpenInvocation[] {
    return [...this.open.values()].filter(({ status, queued }) => status === 'queued' && queued?.key === key);
  }
}
