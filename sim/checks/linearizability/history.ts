import { rootOf } from '../../core/address.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Created } from '../naming.ts';
import { decodePayload } from '../naming.ts';
import type { Answer, HistoryOperation } from './model.ts';

/** An operation of a history, with the events that show it. */
export interface Collected extends HistoryOperation {
  readonly events: readonly number[];
}

interface Open {
  readonly created: Created;
  readonly input: Uint8Array;
  readonly invokedAt: number;
  returnedAt: number | undefined;
  answer: Answer | undefined;
  committedAt: number | undefined;
}

/**
 * Collects the history of client operations: from the request to the response. Two requests with one idempotency key are
 * one operation. A send lasts until its invocation has completed. An operation without a response, or with a response that
 * only says that it was killed or cancelled, may or may not have taken effect.
 */
export class HistoryCollector {
  readonly #requests = new Map<string, EventOf<'operation'>>();
  /** Operation -> the operation whose invocation it found. */
  readonly #same = new Map<string, string>();
  readonly #open = new Map<string, Open>();
  #answers = 0;

  /** How many operations have an answer. */
  get answered(): number {
    return this.#answers;
  }

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'operation':
        if (event.kind === 'call' || event.kind === 'send') this.#requests.set(event.operation, event);
        return;
      case 'invocation created': {
        const request = this.#requests.get(event.invocation);
        if (event.by !== undefined || request === undefined) return;
        const { input, seq: invokedAt } = request;
        const open = {
          created: event,
          input,
          invokedAt,
          returnedAt: undefined,
          answer: undefined,
          committedAt: undefined,
        };
        this.#open.set(event.invocation, open);
        return;
      }
      case 'invocation found':
        if (event.how !== 'refused' && this.#requests.has(event.by)) this.#same.set(event.by, event.invocation);
        return;
      case 'attempt started':
      case 'appended':
        this.#moved(event);
        return;
      case 'answer':
        if (this.#requests.get(event.operation)?.kind === 'call') this.#answered(event);
        return;
      case 'completed':
        if (this.#requests.get(event.invocation)?.kind === 'send')
          this.#returned(event.invocation, event.seq, resultOf(event));
        return;
      default:
        return;
    }
  }

  /** The history so far, in the order in which operations were invoked. */
  history(): Collected[] {
    return [...this.#open].map(([id, { created, input, invokedAt, returnedAt, answer, committedAt }]) => {
      const { service, key, handler } = created.target;
      return {
        id,
        service,
        key,
        handler,
        input: decodePayload(input),
        answer,
        invokedAt,
        returnedAt,
        ...(committedAt !== undefined && { committedAt }),
        events: returnedAt === undefined ? [invokedAt] : [invokedAt, returnedAt],
      };
    });
  }

  /** An operation takes effect at a write of its own or of a call; one that only reads takes effect at its start. */
  #moved(event: EventOf<'attempt started' | 'appended'>): void {
    if (event.type === 'attempt started') {
      const open = this.#open.get(event.invocation);
      if (open !== undefined) open.committedAt = event.seq;
      return;
    }
    const { type } = event.command;
    if (type !== 'SetState' && type !== 'ClearState' && type !== 'ClearAllState') return;
    const open = this.#open.get(rootOf(event.invocation));
    if (open !== undefined && open.returnedAt === undefined) open.committedAt = event.seq;
  }

  #answered({ operation, seq, status, body }: EventOf<'answer'>): void {
    const answer: Answer = status === 200 ? { value: decodePayload(body) } : { failure: status };
    const isUnknown = status === 0 || (status === 409 && STOPPED.test(String(messageOf(body))));
    this.#returned(this.#same.get(operation) ?? operation, seq, isUnknown ? undefined : answer);
  }

  #returned(invocation: string, seq: number, answer: Answer | undefined): void {
    const open = this.#open.get(invocation);
    if (open === undefined || open.returnedAt !== undefined || answer === undefined) return;
    open.returnedAt = seq;
    open.answer = answer;
    this.#answers++;
  }
}

/** The failure message of an operation that was stopped half-way. */
const STOPPED = /^(killed|cancell?ed)$/i;

function resultOf({ result }: EventOf<'completed'>): Answer | undefined {
  if ('ok' in result) return { value: decodePayload(result.ok) };
  const { code, message } = result.failure;
  return code === 409 && STOPPED.test(message) ? undefined : { failure: code };
}

function messageOf(body: Uint8Array): unknown {
  const value = decodePayload(body);
  return typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined;
}
