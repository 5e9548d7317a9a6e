import { overlap } from '../../core/footprint.ts';
import type { RecordedStep } from './run-record.ts';

/**
 * Finds for each step of a run the earlier steps that must come before it: those whose footprints conflict with its own,
 * without those that follow from others. A run that is reordered within these constraints leads to the same state.
 * @returns indices of steps, ascending, for each step
 */
export function predecessors(steps: readonly RecordedStep[]): readonly (readonly number[])[] {
  const table = new Accesses();
  return steps.map((step, place) => table.add(step, place));
}

/** The steps that touched a resource last. */
interface Access {
  writer: number;
  /** The readers since that write. */
  readers: number[];
}

class Accesses {
  readonly #named = new Map<string, Access>();
  readonly #wide = new Map<string, Access>();
  /** The last step that touched everything. */
  #barrier = -1;
  /** Steps since then. */
  #since: number[] = [];

  add(step: RecordedStep, place: number): readonly number[] {
    const { reads, writes } = step.footprint;
    if (writes.includes('world')) {
      const before = this.#barrier < 0 ? this.#since : [this.#barrier, ...this.#since];
      this.#barrier = place;
      this.#since = [];
      this.#named.clear();
      this.#wide.clear();
      return before;
    }
    const before = new Set<number>();
    if (this.#barrier >= 0) before.add(this.#barrier);
    for (const name of reads)
      for (const access of this.#overlapping(name)) if (access.writer >= 0) before.add(access.writer);
    for (const name of writes) {
      for (const access of this.#overlapping(name)) {
        if (access.writer >= 0) before.add(access.writer);
        for (const reader of access.readers) before.add(reader);
      }
    }
    for (const name of reads) this.#access(name).readers.push(place);
    for (const name of writes) {
      const access = this.#access(name);
      access.writer = place;
      access.readers = [];
    }
    this.#since.push(place);
    before.delete(place);
    return [...before].toSorted((a, b) => a - b);
  }

  #access(name: string): Access {
    const map = name.endsWith('*') ? this.#wide : this.#named;
    let access = map.get(name);
    if (access === undefined) map.set(name, (access = { writer: -1, readers: [] }));
    return access;
  }

  *#overlapping(name: string): Generator<Access> {
    if (name.endsWith('*')) {
      for (const [other, access] of this.#named) if (overlap(other, name)) yield access;
    } else {
      const exact = this.#named.get(name);
      if (exact !== undefined) yield exact;
    }
    for (const [other, access] of this.#wide) if (overlap(other, name)) yield access;
  }
}
