import type { World } from './world.ts';

/** 24 as on a fresh cluster; the small numbers make keys share a partition, and so a channel. */
const COUNTS = [24, 1, 2, 3] as const;

/**
 * Which partition a key or an invocation lives on. All handlers of one object key share one; whether two keys do is
 * fixed for a run, by a choice of how many partitions there are.
 */
export class Partitions {
  readonly #world: World;
  readonly #known = new Map<string, number>();
  #count: number | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** @param name object: `Service/key`; idempotent call: service and idempotency key; otherwise the invocation's id */
  of(name: string): number {
    this.#count ??= this.#world.choices.of('partitions', 'world', COUNTS);
    let partition = this.#known.get(name);
    if (partition === undefined) {
      partition = (this.#world.random.bits('partition', name)[0] ?? 0) % this.#count;
      this.#known.set(name, partition);
    }
    return partition;
  }
}
