import type { Breach, Invariant, RunView } from '../../sim/checks/invariant.ts';
import { decoded } from '../../sim/checks/naming.ts';
import type { Failure } from '../../sim/journal/outcome.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';

/** One invocation of an object's handler, as a judge of the object sees it. */
export interface Call {
  readonly invocation: string;
  readonly key: string;
  readonly handler: string;
  readonly input: unknown;
  /** Results of its `ctx.run`s in order, `ctx.date.now()` among them: what its journal says that it was shown. */
  readonly shown: readonly Shown[];
  /** An operator stopped it half-way: what it had stored stays, and nobody was given an answer. */
  readonly killed: boolean;
}

export interface Shown {
  readonly value: unknown;
  readonly seq: number;
}

/** A value that a handler stored. */
export interface Write {
  readonly name: string;
  readonly value: unknown;
  readonly seq: number;
  readonly atMs: number;
}

/** How a call ended: with an answer, or with a terminal failure. */
export type End = { readonly seq: number; readonly atMs: number } & (
  { readonly answer: unknown } | { readonly failure: Failure }
);

/** Judges one object by the calls of its handlers. Calls of one key end in the order in which they held its lock. */
export interface Judge {
  began?(call: Call): void;
  wrote?(call: Call, write: Write): Breach | undefined;
  ended?(call: Call, end: End): Breach | undefined;
  /** Any event, after the other methods were told of it. */
  saw?(event: TraceEvent): Breach | undefined;
  /** The world has come to rest. */
  rested?(): Breach | undefined;
  exercised(): number;
}

/** An invariant over the calls of one object, judged by a judge made anew for each run. */
export function judged(name: string, service: string, judge: (view: RunView) => Judge): Invariant {
  return {
    name,
    watch: (view) => {
      const calls = new Calls(service, judge(view));
      return { see: (event) => calls.see(event), end: () => calls.end(), exercised: () => calls.exercised() };
    },
  };
}

/** `checkout of ShoppingCart/ann (operation b)`; a plain service has no key. */
export function named(service: string, { handler, key, invocation }: Call): string {
  return `${handler} of ${key === '' ? service : `${service}/${key}`} (operation ${invocation})`;
}

interface OpenCall extends Call {
  readonly shown: Shown[];
  killed: boolean;
}

class Calls {
  readonly #service: string;
  readonly #judge: Judge;
  /** Inputs of invocations that are still on their way, by the address they will have. */
  readonly #inputs = new Map<string, Uint8Array>();
  readonly #open = new Map<string, OpenCall>();

  constructor(service: string, judge: Judge) {
    this.#service = service;
    this.#judge = judge;
  }

  see(event: TraceEvent): Breach | undefined {
    return this.#follow(event) ?? this.#judge.saw?.(event);
  }

  end(): Breach | undefined {
    return this.#judge.rested?.();
  }

  exercised(): number {
    return this.#judge.exercised();
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
      case 'notified': {
        const { notification } = event;
        const run = notification.type === 'completion' && notification.of === 'Run' ? notification.result : undefined;
        if (typeof run !== 'object' || !('ok' in run)) return undefined;
        this.#open.get(event.invocation)?.shown.push({ value: decoded(run.ok), seq: event.seq });
        return undefined;
      }
      case 'killed': {
        const call = this.#open.get(event.invocation);
        if (call !== undefined) call.killed = true;
        return undefined;
      }
      case 'completed': {
        const call = this.#open.get(event.invocation);
        if (call === undefined) return undefined;
        this.#open.delete(event.invocation);
        const { seq, atMs, result } = event;
        return this.#judge.ended?.(call, { seq, atMs, ...('ok' in result ? { answer: decoded(result.ok) } : result) });
      }
      case 'removed':
        this.#open.delete(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  #created({ target, invocation }: Extract<TraceEvent, { type: 'invocation created' }>): void {
    if (target.service !== this.#service) return;
    const input = decoded(this.#inputs.get(invocation) ?? NOTHING);
    this.#inputs.delete(invocation);
    const call = { invocation, key: target.key ?? '', handler: target.handler, input, shown: [], killed: false };
    this.#open.set(invocation, call);
    this.#judge.began?.(call);
  }

  #appended({ invocation, entry, command, seq, atMs }: Extract<TraceEvent, { type: 'appended' }>): Breach | undefined {
    switch (command.type) {
      case 'Call':
      case 'OneWayCall':
        // An invocation made by another has the address of the entry that made it.
        if (command.service === this.#service) this.#inputs.set(`${invocation}/${entry}`, command.parameter);
        return undefined;
      case 'SetState': {
        const call = this.#open.get(invocation);
        if (call === undefined) return undefined;
        return this.#judge.wrote?.(call, { name: command.key, value: decoded(command.value), seq, atMs });
      }
      default:
        return undefined;
    }
  }
}

const NOTHING = new Uint8Array();
