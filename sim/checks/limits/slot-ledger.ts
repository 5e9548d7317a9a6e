import type { EventOf, EventType, LimitNote, TraceEvent } from '../../trace/event.ts';
import type { Breach, RunView } from '../invariant.ts';
import { describeInvocation, handlerOf } from '../naming.ts';

export type SlotTaken = EventOf<'slot taken'>;
export type SlotWait = EventOf<'waits for a slot'>;

/** Who holds slots of limits, and who waits for one, as the events of a run say. */
export class SlotLedger {
  /** The events that it must be given. */
  static readonly SEES: readonly EventType[] = ['waits for a slot', 'slot taken', 'slot released', 'removed'];

  readonly #holders = new Map<string, Set<string>>();
  readonly #held = new Map<string, SlotTaken>();
  readonly #waits = new Map<string, SlotWait>();
  /** How often something had to wait. */
  waited = 0;

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'waits for a slot':
        this.waited++;
        this.#waits.set(event.invocation, event);
        return;
      case 'slot taken':
        this.#waits.delete(event.invocation);
        this.#held.set(event.invocation, event);
        for (const { counter } of event.limits) this.#holdersOf(counter).add(event.invocation);
        return;
      case 'slot released':
        for (const { counter } of this.#held.get(event.invocation)?.limits ?? [])
          this.#holders.get(counter)?.delete(event.invocation);
        this.#held.delete(event.invocation);
        return;
      case 'removed':
        this.#waits.delete(event.invocation);
        return;
      default:
    }
  }

  /** The event with which an invocation took the slot that it holds. */
  heldBy(invocation: string): SlotTaken | undefined {
    return this.#held.get(invocation);
  }

  holdersOf(counter: string): readonly string[] {
    return [...(this.#holders.get(counter) ?? [])];
  }

  waitOf(invocation: string): SlotWait | undefined {
    return this.#waits.get(invocation);
  }

  get waits(): readonly SlotWait[] {
    return [...this.#waits.values()];
  }

  /** @returns the one that has waited longest for a slot that this invocation holds */
  firstBehind(invocation: string): SlotWait | undefined {
    const counters = new Set(this.#held.get(invocation)?.limits.map(({ counter }) => counter));
    if (counters.size === 0) return undefined;
    return this.waits.find(({ limit }) => counters.has(limit.counter));
  }

  #holdersOf(counter: string): Set<string> {
    const known = this.#holders.get(counter);
    if (known !== undefined) return known;
    const made = new Set<string>();
    this.#holders.set(counter, made);
    return made;
  }
}

/** @returns a limit in words: `limit 2 of a/*, for a/ann` */
export function limitWords({ concurrency, pattern, counter }: LimitNote): string {
  return `limit ${concurrency} of ${pattern === counter ? pattern : `${pattern}, for ${counter}`}`;
}

/** @returns an invocation as messages name it */
export function nameIn(view: RunView, invocation: string): string {
  const created = view.who(invocation);
  return created === undefined ? `invocation ${invocation}` : describeInvocation(created);
}

/** @returns the field of a breach for the handler of an invocation */
export function handlerIn(view: RunView, invocation: string): Pick<Breach, 'handler'> {
  const created = view.who(invocation);
  return created === undefined ? {} : { handler: handlerOf(created.target) };
}
