/**
 * Counts effects by the invocation that called them and by all its callers. The address of an invocation names its
 * callers; a call that found an invocation by its idempotency key shares the effects of that invocation.
 */
export class EffectCounts {
  /** Effect -> invocation -> how often it happened there or in its calls. */
  readonly #times = new Map<string, Map<string, number>>();
  /** Invocation -> the entries of other invocations that found it. */
  readonly #finders = new Map<string, string[]>();

  happened(effect: string, invocation: string): void {
    let times = this.#times.get(effect);
    if (times === undefined) this.#times.set(effect, (times = new Map()));
    this.#add(times, invocation, { times: 1, seen: new Set() });
  }

  times(effect: string, invocation: string): number {
    return this.#times.get(effect)?.get(invocation) ?? 0;
  }

  /** @param by the entry of a call, or the operation, that found the invocation instead of creating one */
  found(by: string, invocation: string): void {
    const finders = this.#finders.get(invocation);
    if (finders === undefined) this.#finders.set(invocation, [by]);
    else finders.push(by);
    for (const times of this.#times.values()) {
      const before = times.get(invocation);
      if (before !== undefined) this.#add(times, by, { times: before, seen: new Set() });
    }
  }

  #add(
    times: Map<string, number>,
    invocation: string,
    more: { readonly times: number; readonly seen: Set<string> },
  ): void {
    for (let at: string | undefined = invocation; at !== undefined; at = callerOf(at)) {
      if (more.seen.has(at)) return;
      more.seen.add(at);
      times.set(at, (times.get(at) ?? 0) + more.times);
      for (const finder of this.#finders.get(at) ?? []) this.#add(times, finder, more);
    }
  }
}
import { callerOf } from '../../core/address.ts';
