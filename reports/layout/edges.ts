/** Where steps are: their left and right edges, also of those that are folded away. */
export interface Edges {
  readonly left: (step: number) => number;
  readonly right: (step: number) => number;
  readonly end: number;
}

/** @returns where the first mark of a step is: a column may be wide because of other lanes */
export function anchor(edges: Edges, step: number): number {
  return Math.min(edges.left(step) + 10, edges.right(step));
}
