import { calledBy } from '../real-server/missing-invocation.ts';
import type { StoredInvocation } from '../real-server/journals.ts';

/**
 * Groups invocations that have to do with each other: those of one key, and those that call one another.
 * @returns the groups, in the order of their first invocations
 */
export function related(invocations: readonly StoredInvocation[]): readonly (readonly StoredInvocation[])[] {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    return root;
  };
  const join = (one: string, other: string): void => {
    const [root, joined] = [rootOf(one), rootOf(other)];
    if (root !== joined) parents.set(joined, root);
  };
  for (const { id, by, target, journal } of invocations) {
    if (target.key !== undefined) join(id, `key ${target.service}/${target.key}`);
    if (by !== undefined) join(id, by);
    for (const called of calledBy({ journal })) join(id, called);
  }
  const groups = Map.groupBy(invocations, ({ id }) => rootOf(id));
  return [...groups.values()];
}
