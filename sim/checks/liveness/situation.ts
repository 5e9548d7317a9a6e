import type { EventOf, TraceEvent } from '../../trace/event.ts';
import { keyOf, type Created } from '../naming.ts';
import { OpenInvocation } from './open-invocation.ts';

/** Who is under way, who has which key, and what has been done, as one run goes. */
export class Situation {
  readonly open: Map<string, OpenInvocation> = new Map<string, OpenInvocation>();
  /** Key -> the invocation that has its lock. */
  readonly holders: Map<string, string> = new Map<string, string>();
  /** Workflow and promise name -> its completion. */
  readonly promises: Map<string, EventOf<'promise completed'>> = new Map<string, EventOf<'promise completed'>>();
  /** Workflow -> the event that removed the record of its run, and with it its promises and those who waited for them. */
  readonly forgotten: Map<string, EventOf<'forgotten'>> = new Map<string, EventOf<'forgotten'>>();
  /** Requests of clients that have not been answered. */
  readonly unanswered: Map<string, EventOf<'operation'>> = new Map<string, EventOf<'operation'>>();
  readonly #found = new Map<string, string>();
  readonly #who: (invocation: string) => Created | undefined;
  /** How many invocations have ended. */
  ended = 0;

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
        this.ended++;
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

  /** The invocation that a call made, or found by its idempotency key. @param address of the entry that called */
  calleeOf(address: string): string {
    return this.#found.get(address) ?? address;
  }

  /** The invocation with this id, while it is open. */
  byId(id: string): string | undefined {
    for (const [invocation, { created }] of this.open) if (created.id === id) return invocation;
    return undefined;
  }

  /** An invocation that has ended. */
  whoEnded(invocation: string): Created | undefined {
    return this.open.has(invocation) ? undefined : this.#who(invocation);
  }

  /** Invocations that wait in line for a key, in order. */
  queuedFor(key: string): OpenInvocation[] {
    return [...this.open.values()].filter(({ status, queued }) => status === 'queued' && queued?.key === key);
  }
}
