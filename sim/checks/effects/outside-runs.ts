import type { EventOf } from '../../trace/event.ts';

type Happened = EventOf<'effect happened'>;

/** Recognises effects that a handler calls outside of `ctx.run` and that a replay calls again. */
export class OutsideRuns {
  /** Invocation -> commands stored so far; only for those that have called an effect outside of a run. */
  readonly #stored = new Map<string, number>();
  /** Invocation, effect and number of the call -> the first time, and how many commands were stored then. */
  readonly #first = new Map<string, { readonly event: Happened; readonly stored: number }>();
  /** Invocation, effect and attempt -> calls so far. */
  readonly #calls = new Map<string, number>();

  /** A command was stored: the code has made progress. */
  stored(invocation: string): void {
    const stored = this.#stored.get(invocation);
    if (stored !== undefined) this.#stored.set(invocation, stored + 1);
  }

  /** @returns the first time, when this is the same call in a replay after progress was stored */
  happened(event: Happened): Happened | undefined {
    const invocation = event.invocation ?? '';
    const calls = `${invocation} ${event.effect} ${event.attempt}`;
    const call = this.#calls.get(calls) ?? 0;
    this.#calls.set(calls, call + 1);
    const stored = this.#stored.get(invocation) ?? 0;
    this.#stored.set(invocation, stored);
    const id = `${invocation} ${event.effect} ${call}`;
    const first = this.#first.get(id);
    if (first === undefined) {
      this.#first.set(id, { event, stored });
      return undefined;
    }
    return first.event.attempt !== event.attempt && stored > first.stored ? first.event : undefined;
  }
}
