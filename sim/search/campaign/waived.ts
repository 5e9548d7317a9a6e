import { count } from '../../core/count.ts';
import type { LeftWaiting } from '../../checks/invariant.ts';

/** A wait that the scenario waives with `owed`, and in how many runs a handler was left in it. */
export interface Waived {
  readonly handler: string;
  /** What it waits for, in words, such as `an awakeable`. */
  readonly what: string;
  readonly runs: number;
}

/** Counts the runs in which something was left waiting. */
export class WaivedCount {
  readonly #counts = new Map<string, Waived>();

  /** Adds the waits of one run. */
  add(left: readonly Pick<LeftWaiting, 'handler' | 'what'>[]): void {
    const names = new Map(left.map(({ handler, what }) => [`${handler} ${what}`, { handler, what }]));
    for (const [name, wait] of names)
      this.#counts.set(name, { ...wait, runs: (this.#counts.get(name)?.runs ?? 0) + 1 });
  }

  /** Adds what was counted apart. */
  append(waived: readonly Waived[]): void {
    for (const { handler, what, runs } of waived) {
      const name = `${handler} ${what}`;
      this.#counts.set(name, { handler, what, runs: (this.#counts.get(name)?.runs ?? 0) + runs });
    }
  }

  /** @returns all of them, ordered by name */
  all(): readonly Waived[] {
    return [...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, waived]) => waived);
  }
}

/** @returns such as `Checkout/run was left waiting for an awakeable in 114 of 300 runs` */
export function waivedText({ handler, what, runs }: Waived, of: number): string {
  return `${handler} was left waiting for ${what} in ${runs.toLocaleString('en')} of ${count(of, 'run')}`;
}
