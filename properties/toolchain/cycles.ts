/** One file imports another. */
interface Edge {
  readonly from: string;
  readonly to: string;
}

/** @returns groups of files that import each other, directly or through others (strongly connected components), largest first */
export function cyclesOf(edges: readonly Edge[]): readonly (readonly string[])[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const search = new Tarjan(next);
  for (const file of next.keys()) search.visit(file);
  return search.groups.filter((group) => group.length > 1).toSorted((left, right) => right.length - left.length);
}

/** Tarjan's algorithm (SIAM Journal on Computing, 1972). */
class Tarjan {
  readonly groups: string[][] = [];
  readonly #next: ReadonlyMap<string, readonly string[]>;
  readonly #order = new Map<string, number>();
  readonly #lowest = new Map<string, number>();
  readonly #stack: string[] = [];

  constructor(next: ReadonlyMap<string, readonly string[]>) {
    this.#next = next;
  }

  /** @returns the lowest number that can be reached from a file */
  visit(file: string): number {
    const known = this.#order.get(file);
    if (known !== undefined) return this.#stack.includes(file) ? known : Infinity;
    const own = this.#order.size;
    this.#order.set(file, own);
    this.#stack.push(file);
    const reached = (this.#next.get(file) ?? []).map((to) => Math.min(this.visit(to), this.#lowestOnStack(to)));
    const lowest = Math.min(own, ...reached);
    this.#lowest.set(file, lowest);
    if (lowest === own) this.groups.push(this.#stack.splice(this.#stack.indexOf(file)));
    return lowest;
  }

  #lowestOnStack(file: string): number {
    return this.#stack.includes(file) ? (this.#lowest.get(file) ?? Infinity) : Infinity;
  }
}
