import type { ReadyClosure } from './attempt.ts';

/**
 * The run closures that an attempt is ready to start, each held until the world releases it. The world may release them
 * in any order and at any time; the SDK starts those of one await one after another, in the order of a hash map, and
 * lets the event loop turn in between. So a closure that ends its attempt at once keeps the rest of its group from
 * starting. Rule: docs/internals/sdk-semantics.md#order-of-run-closures
 */
export class HeldClosures {
  readonly #ready: () => void;
  #announcing: ReadyClosure[] | undefined;
  #held: Map<number, Held> | undefined;
  /** Closures that are announced together are one group. */
  #group = 0;
  /** The group of the closure that was released since the last call of {@link takeDropped}. */
  #released: number | undefined;

  /** @param ready is called when there are closures to announce, see {@link takeAnnounced} */
  constructor(ready: () => void) {
    this.#ready = ready;
  }

  /** Completion ids of those that wait to be released. */
  get completions(): Iterable<number> {
    return this.#held?.keys() ?? [];
  }

  /** @param go starts the closure */
  hold(closure: ReadyClosure, go: () => void): void {
    this.#held ??= new Map();
    this.#held.set(closure.completion, { go, group: this.#group });
    if (this.#announcing === undefined) {
      this.#announcing = [];
      this.#ready();
    }
    this.#announcing.push(closure);
  }

  /** @returns the closures held since the last call, by completion id */
  takeAnnounced(): readonly ReadyClosure[] {
    if (this.#announcing === undefined) return [];
    const announced = this.#announcing.toSorted((left, right) => left.completion - right.completion);
    this.#announcing = undefined;
    this.#group++;
    return announced;
  }

  /** @returns what starts this closure; undefined when it is not held */
  release(completion: number): (() => void) | undefined {
    const held = this.#held?.get(completion);
    if (held === undefined) return undefined;
    this.#held?.delete(completion);
    this.#released = held.group;
    return held.go;
  }

  /**
   * Called when everything has settled after a release.
   * @param isEnded whether the attempt has ended since then
   * @returns completion ids of the closures that never start because of that
   */
  takeDropped(isEnded: boolean): readonly number[] {
    const group = this.#released;
    this.#released = undefined;
    if (!isEnded || group === undefined || this.#held === undefined) return [];
    const dropped = [...this.#held].filter(([, held]) => held.group === group).map(([completion]) => completion);
    for (const completion of dropped) this.#held.delete(completion);
    return dropped;
  }
}

interface Held {
  readonly go: () => void;
  readonly group: number;
}
