import { handlerOf } from '../../checks/naming.ts';
import { attemptOf } from '../../core/address.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';

/** How long something took, and the handler that it is about. */
export interface Timed {
  readonly handler: string;
  readonly ms: number;
}

/** When things happened in a run, and in which order. */
export interface Schedule {
  /** By invocation. */
  readonly handlers: ReadonlyMap<string, string>;
  /** By invocation: the delay with which it was sent, in ms. */
  readonly delays: ReadonlyMap<string, number>;
  /** By key: the invocations that held its lock, in order. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  /** By invocation: from the creation of a delayed one to its first attempt. */
  readonly starts: ReadonlyMap<string, Timed>;
  /** By attempt: from the failure of the one before. */
  readonly retries: ReadonlyMap<string, Timed>;
  /** By operation: from the request to the response. */
  readonly answers: ReadonlyMap<string, Timed>;
}

/** @returns when things happened in a run */
export function scheduleOf(events: readonly TraceEvent[]): Schedule {
  const reader = new Reader();
  for (const event of events) reader.see(event);
  return reader;
}

class Reader implements Schedule {
  readonly handlers = new Map<string, string>();
  readonly delays = new Map<string, number>();
  readonly holders = new Map<string, string[]>();
  readonly starts = new Map<string, Timed>();
  readonly retries = new Map<string, Timed>();
  readonly answers = new Map<string, Timed>();
  readonly #created = new Map<string, EventOf<'invocation created'>>();
  readonly #failedAt = new Map<string, number>();
  readonly #requests = new Map<string, EventOf<'operation'>>();

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'operation':
        this.#requests.set(event.operation, event);
        return;
      case 'invocation created':
        this.#create(event);
        return;
      case 'lock taken':
        this.#hold(event);
        return;
      case 'attempt started':
        this.#start(event);
        return;
      case 'attempt failed':
        this.#failedAt.set(event.invocation, event.atMs);
        return;
      case 'answer':
        this.#answer(event);
        return;
      default:
        return;
    }
  }

  #create(event: EventOf<'invocation created'>): void {
    this.#created.set(event.invocation, event);
    this.handlers.set(event.invocation, handlerOf(event.target));
    if (event.scheduledForMs !== undefined) this.delays.set(event.invocation, event.scheduledForMs - event.atMs);
  }

  #hold({ key, invocation }: EventOf<'lock taken'>): void {
    const holders = this.holders.get(key);
    if (holders === undefined) this.holders.set(key, [invocation]);
    else holders.push(invocation);
  }

  #start({ invocation, attempt, atMs }: EventOf<'attempt started'>): void {
    const created = this.#created.get(invocation);
    if (created === undefined) return;
    const handler = handlerOf(created.target);
    const failedAt = this.#failedAt.get(invocation);
    this.#failedAt.delete(invocation);
    if (failedAt !== undefined) {
      this.retries.set(attemptOf(invocation, attempt), { handler, ms: atMs - failedAt });
    } else if (attempt === 1 && this.delays.has(invocation)) {
      this.starts.set(invocation, { handler, ms: atMs - created.atMs });
    }
  }

  #answer({ operation, status, atMs }: EventOf<'answer'>): void {
    const request = this.#requests.get(operation);
    if (request === undefined || status === 0) return;
    this.answers.set(operation, { handler: handlerOf(request.target), ms: atMs - request.atMs });
  }
}
