import { decodePayload, handlerOf } from '../../checks/naming.ts';
import { callerOf } from '../../core/address.ts';
import { canonicalText } from '../../core/canonical.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';

/** Something in which two runs of the same operations can differ. */
export interface Observed {
  /** What it is, in words: `the answer to a`, `the state "total" of Cart/x`. */
  readonly what: string;
  readonly kind: 'answer' | 'result' | 'state' | 'effect';
  /** The handler that it comes from, `Service/handler`; undefined for effects. */
  readonly handler: string | undefined;
  /** The same text for the same value. */
  readonly text: string;
  /** The status of a failure; undefined for values. */
  readonly failure: number | undefined;
  /** Sequence number of the event that shows it. */
  readonly event: number;
}

/** @returns what clients, callers, keys and the outside world have of a run at its end, by a name that all runs of the plan share */
export function outcomeOf(events: readonly TraceEvent[]): ReadonlyMap<string, Observed> {
  const reader = new Reader();
  for (const event of events) reader.see(event);
  return reader.observed;
}

type Created = EventOf<'invocation created'>;

class Reader {
  readonly observed = new Map<string, Observed>();
  readonly #created = new Map<string, Created>();
  readonly #handlers = new Map<string, string>();
  readonly #happened = new Map<string, number>();

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'operation':
        this.#handlers.set(event.operation, handlerOf(event.target));
        return;
      case 'invocation created':
        this.#created.set(event.invocation, event);
        return;
      case 'answer':
        this.#answer(event);
        return;
      case 'completed':
        this.#result(event);
        return;
      case 'appended':
        this.#write(event);
        return;
      case 'effect happened':
        this.#effect(event);
        return;
      default:
        return;
    }
  }

  #answer({ operation, status, body, seq }: EventOf<'answer'>): void {
    if (status === 0) return;
    this.observed.set(`answer ${operation}`, {
      what: `the answer to ${operation}`,
      kind: 'answer',
      handler: this.#handlers.get(operation),
      text: status < 400 ? textOf(body) : `failure ${status}`,
      failure: status < 400 ? undefined : status,
      event: seq,
    });
  }

  /** Of what handlers called or sent; what clients called has an answer. */
  #result({ invocation, result, seq }: EventOf<'completed'>): void {
    const created = this.#created.get(invocation);
    if (created === undefined || callerOf(invocation) === undefined) return;
    const handler = handlerOf(created.target);
    this.observed.set(`result ${invocation}`, {
      what: `the result of ${handler} (invocation ${invocation})`,
      kind: 'result',
      handler,
      ...outcomeText(result),
      event: seq,
    });
  }

  #write({ invocation, command, seq }: EventOf<'appended'>): void {
    const created = this.#created.get(invocation);
    const { service, key } = created?.target ?? {};
    if (created === undefined || service === undefined || key === undefined) return;
    const owner = `state ${service}/${key}/`;
    if (command.type === 'ClearAllState') {
      for (const name of this.observed.keys()) if (name.startsWith(owner)) this.observed.delete(name);
    } else if (command.type === 'ClearState') this.observed.delete(owner + command.key);
    else if (command.type === 'SetState') {
      this.observed.set(owner + command.key, {
        what: `the state "${command.key}" of ${service}/${key}`,
        kind: 'state',
        handler: handlerOf(created.target),
        text: textOf(command.value),
        failure: undefined,
        event: seq,
      });
    }
  }

  /** How often, because what a repetition does is the business of the effect. */
  #effect({ effect, repeated, seq }: EventOf<'effect happened'>): void {
    if (repeated) return;
    const times = (this.#happened.get(effect) ?? 0) + 1;
    this.#happened.set(effect, times);
    const text = times === 1 ? 'once' : `${times} times`;
    const what = `how often the effect "${effect}" happened`;
    this.observed.set(`effect ${effect}`, {
      what,
      kind: 'effect',
      handler: undefined,
      text,
      failure: undefined,
      event: seq,
    });
  }
}

function outcomeText(result: EventOf<'completed'>['result']): Pick<Observed, 'text' | 'failure'> {
  if ('ok' in result) return { text: textOf(result.ok), failure: undefined };
  return { text: `failure ${result.failure.code}`, failure: result.failure.code };
}

function textOf(bytes: Uint8Array): string {
  return canonicalText(decodePayload(bytes));
}
