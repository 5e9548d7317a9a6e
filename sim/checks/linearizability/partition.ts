import { invariant } from '../../core/errors.ts';
import type { HistoryOperation, Model } from './model.ts';

/**
 * Splits a history into parts without a common key, smallest first. A history is linearizable exactly when each of its
 * parts is, and small parts are checked fast.
 */
export function partition<State>(model: Model<State>, history: readonly HistoryOperation[]): HistoryOperation[][] {
  const groups = new Groups();
  const keys = history.map((operation) => {
    const touched = model.keysOf?.(operation) ?? [keyOf(operation)];
    // Operations without keys are checked together, by service.
    return touched.length === 0 ? [operation.service] : touched;
  });
  for (const [first = '', ...others] of keys) for (const other of others) groups.join(first, other);
  const parts = new Map<string, HistoryOperation[]>();
  for (const [index, operation] of history.entries()) {
    const [key] = keys[index] ?? [];
    invariant(key !== undefined, () => `The operation ${operation.id} belongs to no part of the history.`);
    const root = groups.rootOf(key);
    const part = parts.get(root);
    if (part === undefined) parts.set(root, [operation]);
    else part.push(operation);
  }
  return [...parts.values()].sort((a, b) => a.length - b.length);
}

/** @returns `Service/key`; the service alone where there is no key */
export function keyOf({ service, key }: Pick<HistoryOperation, 'service' | 'key'>): string {
  return key === undefined ? service : `${service}/${key}`;
}

/** Union-find over names. */
class Groups {
  readonly #parents = new Map<string, string>();

  join(a: string, b: string): void {
    const [rootA, rootB] = [this.rootOf(a), this.rootOf(b)];
    if (rootA !== rootB) this.#parents.set(rootA, rootB);
  }

  rootOf(name: string): string {
    let root = name;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    // Shorten the path for later look-ups.
    for (let at = name; at !== root;) {
      const next = this.#parents.get(at) ?? root;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }
}
