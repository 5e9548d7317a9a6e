import type { Step } from './steps.ts';

/** For each step the earlier steps that it must follow, except those that follow from others. */
export type Causes = readonly (readonly number[])[];

interface Access {
  writer: number;
  readers: number[];
}

/**
 * The steps that a step can have information from: the last writer of everything that it touches, and the previous step of
 * its invocation, client or effect call. Unlike {@link causesOf}, without the readers of what it changes.
 */
export function sourcesOf(steps: readonly Step[]): Causes {
  return connected(steps, true);
}

/**
 * The happens-before relation: a step follows the steps that touched what it touches (one of them writing), and the previous
 * step of its invocation, client or effect call. Steps that it does not order could have changed places.
 */
export function causesOf(steps: readonly Step[]): Causes {
  return connected(steps, false);
}

function connected(steps: readonly Step[], flowsOnly: boolean): Causes {
  const touched = new Touched(flowsOnly);
  const actors = new Map<string, number>();
  return steps.map((step) => {
    const before = new Set<number>();
    for (const event of step.events) {
      touched.add(event.footprint.reads, event.footprint.writes, step.index, before);
    }
    for (const actor of actorsOf(step)) {
      const last = actors.get(actor);
      if (last !== undefined) before.add(last);
      actors.set(actor, step.index);
    }
    before.delete(step.index);
    return [...before].toSorted((a, b) => a - b);
  });
}

/** @returns all steps that a step depends on, including itself */
export function pastOf(causes: Causes, from: readonly number[]): ReadonlySet<number> {
  const past = new Set<number>(from);
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const cause of causes[at] ?? []) {
      if (past.has(cause)) continue;
      past.add(cause);
      open.push(cause);
    }
  }
  return past;
}

/** @returns all steps that depend on a step, including itself */
export function futureOf(causes: Causes, from: number): ReadonlySet<number> {
  const future = new Set<number>([from]);
  for (let at = from + 1; at < causes.length; at++) {
    if (causes[at]?.some((cause) => future.has(cause)) === true) future.add(at);
  }
  return future;
}

function* actorsOf(step: Step): Generator<string> {
  for (const event of step.events) {
    if (event.type === 'operation' || event.type === 'answer' || event.type === 'abandoned')
      yield `operation ${event.operation}`;
    if ('invocation' in event && event.invocation !== undefined) yield `invocation ${event.invocation}`;
    if (event.type === 'invocation created' && event.by !== undefined) yield `invocation ${event.by}`;
    if ('call' in event) yield `call ${event.call}`;
  }
}

/** The steps that touched each resource last. A name that ends with `*` covers all names with that prefix. */
class Touched {
  readonly #named = new Map<string, Access>();
  readonly #wide = new Map<string, Access>();
  readonly #flowsOnly: boolean;
  #barrier = -1;
  #since: number[] = [];

  constructor(flowsOnly: boolean) {
    this.#flowsOnly = flowsOnly;
  }

  add(reads: readonly string[], writes: readonly string[], step: number, before: Set<number>): void {
    if (writes.includes('world')) {
      for (const each of this.#since) before.add(each);
      if (this.#barrier >= 0) before.add(this.#barrier);
      this.#barrier = step;
      this.#since = [];
      this.#named.clear();
      this.#wide.clear();
      return;
    }
    if (this.#barrier >= 0) before.add(this.#barrier);
    for (const name of reads) {
      for (const { writer } of this.#overlapping(name)) if (writer >= 0) before.add(writer);
    }
    for (const { writer, readers } of writes.flatMap((name) => [...this.#overlapping(name)])) {
      if (writer >= 0) before.add(writer);
      for (const reader of this.#flowsOnly ? [] : readers) before.add(reader);
    }
    for (const name of reads) this.#access(name).readers.push(step);
    for (const name of writes) {
      const access = this.#access(name);
      access.writer = step;
      access.readers = [];
    }
    this.#since.push(step);
  }

  #access(name: string): Access {
    const map = name.endsWith('*') ? this.#wide : this.#named;
    let access = map.get(name);
    if (access === undefined) map.set(name, (access = { writer: -1, readers: [] }));
    return access;
  }

  *#overlapping(name: string): Generator<Access> {
    if (name.endsWith('*')) {
      for (const [other, access] of this.#named) if (other.startsWith(name.slice(0, -1))) yield access;
    } else {
      const exact = this.#named.get(name);
      if (exact !== undefined) yield exact;
    }
    for (const [wide, access] of this.#wide) {
      if (name === wide || name.startsWith(wide.slice(0, -1)) || wide.startsWith(name.replace(/\*$/, ''))) yield access;
    }
  }
}
