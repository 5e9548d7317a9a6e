import type { Failure } from '../journal/outcome.ts';
import type { EventOf, TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, RunView } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { decodePayload, describeInvocation, handlerOf } from './naming.ts';

/**
 * An invariant over the invocations of one service: their inputs, what they write, and how they end. The observer gets
 * decoded values, so it does not have to put them together from trace events.
 * @param name what holds, in words; it is printed when the invariant is broken
 * @param service name of the service, virtual object or workflow to observe
 * @param observe makes an observer, called once for each run
 */
export function serviceInvariant(
  name: string,
  service: string,
  observe: (view: RunView) => ServiceObserver,
): Invariant {
  return {
    name,
    watch: (view) => {
      const calls = new ServiceCalls(service, observe(view));
      return { see: (event) => calls.see(event), end: () => calls.end(), exercised: () => calls.exercised() };
    },
  };
}

/**
 * Observes the invocations of one service during one run. Each method may report what is wrong: a sentence, to which
 * the handler, the key and the virtual time are added, or a whole {@link Breach}. `undefined` means that nothing is wrong.
 *
 * The invocations of exclusive handlers of one key end in the order in which they held its lock.
 */
export interface ServiceObserver {
  /** The server has created the invocation. No code of its handler has run yet. */
  onCreated?(call: ServiceCall): void;
  /** The handler wrote state, and the write is stored: other handlers can read it from now on. */
  onWrite?(call: ServiceCall, write: StateWrite): Breach | string | undefined;
  /** The invocation has ended, with an output or with a terminal failure. */
  onCompleted?(call: ServiceCall, end: CallEnd): Breach | string | undefined;
  /** Any event of the run, of other services too. The other methods have been called for it before. */
  onEvent?(event: TraceEvent): Breach | undefined;
  /** The run has settled: nothing is in flight any more. */
  onSettled?(): Breach | undefined;
  /** How many times there was something to judge. Zero makes the verdict `not exercised`. */
  exercised(): number;
}

/** One invocation of a handler of the observed service. */
export interface ServiceCall {
  readonly service: string;
  /** Stable address of the invocation, as trace events have it: `a` for operation `a`, `a/2` for what its entry 2 called. */
  readonly invocation: string;
  /** Key of the object or workflow; empty for plain services. */
  readonly key: string;
  readonly handler: string;
  /** Input, decoded from JSON. */
  readonly input: unknown;
  /** Results of its `ctx.run` steps so far, in the order of the journal; `ctx.date.now()` is one of them. */
  readonly runResults: readonly RunStepResult[];
  /** An operator has killed it: what it wrote before stays, and its caller gets no output. */
  readonly killed: boolean;
}

/** The stored result of one `ctx.run` step. */
export interface RunStepResult {
  /** Decoded from JSON. */
  readonly value: unknown;
  /** Sequence number of the event that stored it. */
  readonly seq: number;
}

/** A value that a handler wrote to its state. */
export interface StateWrite {
  /** Name of the state. */
  readonly name: string;
  /** Decoded from JSON. */
  readonly value: unknown;
  /** Sequence number of the event, for {@link Breach.events}. */
  readonly seq: number;
  /** Virtual time, in ms since 1970. */
  readonly atMs: number;
}

/** How an invocation ended: with an output, decoded from JSON, or with a terminal failure. */
export type CallEnd = { readonly seq: number; readonly atMs: number } & (
  { readonly output: unknown } | { readonly failure: Failure }
);

/**
 * @param call - an invocation of the observed service
 * @returns `checkout of ShoppingCart/ann (invocation b)`, the name of an invocation in messages
 */
export function describeCall({ service, handler, key, invocation }: ServiceCall): string {
  const target = { service, handler, ...(key !== '' && { key }) };
  return describeInvocation({ target, invocation });
}

/** What one invocation did wrong; see {@link callBreach}. */
export interface Wrong {
  /** What it did, after its name: `was refused 3 tokens, and the bucket holds 5.` */
  readonly message: string;
  /** Sequence number of the event that shows it, or of several. */
  readonly seq: number | readonly number[];
  /** Distinguishes findings of one invariant and handler; see {@link Breach.kind}. */
  readonly kind?: string;
}

/**
 * @param call - the invocation that broke the invariant
 * @param wrong - what is wrong, and the events that show it
 * @returns a breach by one invocation of the observed service; its name is put in front of the message
 */
export function callBreach(call: ServiceCall, { message, seq, kind }: Wrong): Breach {
  return {
    message: `${describeCall(call)} ${message}`,
    events: typeof seq === 'number' ? [seq] : seq,
    handler: handlerOf(call),
    kind,
  };
}

interface OpenCall extends ServiceCall {
  readonly runResults: RunStepResult[];
  killed: boolean;
}

/** Follows the invocations of one service and calls the observer. */
class ServiceCalls {
  readonly #service: string;
  readonly #observer: ServiceObserver;
  /** Inputs of invocations that the server has not created yet, by the address that they will have. */
  readonly #inputs = new Map<string, Uint8Array>();
  readonly #open = new Map<string, OpenCall>();

  constructor(service: string, observer: ServiceObserver) {
    this.#service = service;
    this.#observer = observer;
  }

  see(event: TraceEvent): Breach | undefined {
    return this.#follow(event) ?? this.#observer.onEvent?.(event);
  }

  end(): Breach | undefined {
    return this.#observer.onSettled?.();
  }

  exercised(): number {
    return this.#observer.exercised();
  }

  #follow(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'operation':
        if (event.target.service === this.#service) this.#inputs.set(event.operation, event.input);
        return undefined;
      case 'invocation created':
        this.#created(event);
        return undefined;
      case 'appended':
        return this.#appended(event);
      case 'notified':
        this.#notified(event);
        return undefined;
      case 'killed': {
        const call = this.#open.get(event.invocation);
        if (call !== undefined) call.killed = true;
        return undefined;
      }
      case 'completed':
        return this.#completed(event);
      case 'removed':
        this.#open.delete(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  #created({ target, invocation }: EventOf<'invocation created'>): void {
    if (target.service !== this.#service) return;
    const { service, handler, key = '' } = target;
    const input = decodePayload(this.#inputs.get(invocation) ?? EMPTY);
    this.#inputs.delete(invocation);
    const call: OpenCall = { service, invocation, key, handler, input, runResults: [], killed: false };
    this.#open.set(invocation, call);
    this.#observer.onCreated?.(call);
  }

  #notified({ invocation, notification, seq }: EventOf<'notified'>): void {
    if (notification.type !== 'completion' || notification.of !== 'Run') return;
    const { result } = notification;
    if (typeof result !== 'object' || !('ok' in result)) return;
    this.#open.get(invocation)?.runResults.push({ value: decodePayload(result.ok), seq });
  }

  #completed({ invocation, result, seq, atMs }: EventOf<'completed'>): Breach | undefined {
    const call = this.#open.get(invocation);
    if (call === undefined) return undefined;
    this.#open.delete(invocation);
    const end = { seq, atMs, ...('ok' in result ? { output: decodePayload(result.ok) } : result) };
    return breach(call, this.#observer.onCompleted?.(call, end), end);
  }

  #appended({ invocation, entry, command, seq, atMs }: EventOf<'appended'>): Breach | undefined {
    switch (command.type) {
      case 'Call':
      case 'OneWayCall':
        // An invocation that a handler makes has the address of the entry that made it.
        if (command.service === this.#service) this.#inputs.set(`${invocation}/${entry}`, command.parameter);
        return undefined;
      case 'SetState': {
        const call = this.#open.get(invocation);
        if (call === undefined) return undefined;
        const write = { name: command.key, value: decodePayload(command.value), seq, atMs };
        return breach(call, this.#observer.onWrite?.(call, write), write);
      }
      default:
        return undefined;
    }
  }
}

function breach(
  call: ServiceCall,
  said: Breach | string | undefined,
  { seq, atMs }: { readonly seq: number; readonly atMs: number },
): Breach | undefined {
  if (typeof said !== 'string') return said;
  return callBreach(call, { message: `at ${virtualTime(atMs)}: ${said}`, seq });
}

const EMPTY = new Uint8Array();
