/** One of several equal parts of a campaign; `part` counts from 1. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** @returns the numbers of a shard's units, or of all units; endless */
export function* unitsOf(shard: Shard = { part: 1, of: 1 }): Generator<number> {
  for (let unit = shard.part - 1; ; unit += shard.of) yield unit;
}

/** @returns the part of a shard that one of several workers runs */
export function ofWorker(shard: Shard | undefined, worker: number, workers: number): Shard {
  const { part, of } = shard ?? { part: 1, of: 1 };
  return { part: part + worker * of, of: of * workers };
}
