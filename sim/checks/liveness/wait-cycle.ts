/**
 * Finds a cycle in a wait-for graph.
 * @param nodes where to start, in this order
 * @param waitsFor the nodes that a node waits for
 * @returns the nodes of one cycle, in order, or undefined
 */
export function findCycle(
  nodes: readonly string[],
  waitsFor: (node: string) => readonly string[],
): readonly string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const visit = (node: string): readonly string[] | undefined => {
    if (onPath.has(node)) return path.slice(path.indexOf(node));
    if (finished.has(node)) return undefined;
    path.push(node);
    onPath.add(node);
    for (const next of waitsFor(node)) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    onPath.delete(node);
    finished.add(node);
    return undefined;
  };
  for (const node of nodes) {
    const cycle = visit(node);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
