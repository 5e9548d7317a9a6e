import type { World } from './world.ts';

/** 24 as on a fresh cluster; the small numbers make keys share a partition, and so a channel. */
const COUNTS = [24, 1, 2, 3] as const;

/**
 * Which partition a key or an invocation lives on. All handlers of one object key share one; whether two keys do is
 * fixed for a run, by a choice of how many partitions there are.
 * Rule: docs/internals/runtime-semantics.md#message-order
 */
export class Partitions {
  readonly #world: Pick<World, 'choices' | 'random'>;
  readonly #known = new Map<string, number>();
  readonly #ofInvocations = new Map<string, number>();
  #count: number | undefined;

  constructor(world: Pick<World, 'choices' | 'random'>) {
    this.#world = world;
  }

  /** @param name object: `Service/key`; idempotent call: service and idempotency key; otherwise the invocation's id */
  of(name: string): number {
    this.#count ??= this.#world.choices.of('partitions', 'world', COUNTS);
    let partition = this.#known.get(name);
    if (partition === undefined) {
      const [bits] = this.#world.random.bits('partition', name);
      partition = bits % this.#count;
      this.#known.set(name, partition);
    }
    return partition;
  }

  /** Records the partition of an invocation id. Must be called before any client or handler can know the id. */
  remember(invocationId: string, partition: number): void {
    this.#ofInvocations.set(invocationId, partition);
  }

  /**
   * The partition that a message to this invocation goes to. A real id carries it, so that it is the same before the
   * invocation is accepted and after it is forgotten.
   */
  ofInvocation(invocationId: string): number {
    return this.#ofInvocations.get(invocationId) ?? this.of(invocationId);
  }
}

/** @returns the name by which the partition of a scope is known: all that is in a scope is on one */
export function scopePartition(scope: string): string {
  return `scope ${scope}`;
}
