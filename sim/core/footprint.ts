/**
 * The resources a step reads and writes, known before it runs. Two steps are independent when neither writes what the
 * other touches. Resources are named `kind:detail`; a trailing `*` covers every name below it. What cannot be declared
 * writes `world`, which conflicts with everything. docs/internals/vocabulary.md#footprint lists the kinds.
 */
export interface Footprint {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Shared by all footprints that read nothing, or write nothing. */
export const EMPTY: readonly string[] = [];

export const NOTHING: Footprint = { reads: [], writes: [] };
export const WORLD: Footprint = { reads: [], writes: ['world'] };

/** @returns whether the order of two steps with these footprints can matter */
export function conflict(a: Footprint, b: Footprint): boolean {
  return (
    overlaps(a.writes, b.writes) ||
    overlaps(a.writes, b.reads) ||
    overlaps(a.reads, b.writes) ||
    isWorld(a) ||
    isWorld(b)
  );
}

function isWorld(footprint: Footprint): boolean {
  return footprint.writes.includes('world');
}

/** @returns whether two names of resources can mean the same resource */
export function overlap(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a);
}

function overlaps(a: readonly string[], b: readonly string[]): boolean {
  for (const x of a) for (const y of b) if (overlap(x, y)) return true;
  return false;
}

function covers(wide: string, narrow: string): boolean {
  return wide === narrow || (wide.endsWith('*') && narrow.startsWith(wide.slice(0, -1)));
}
