import type { Ground } from './ground.ts';
import type { HistoryOperation } from './model.ts';

/**
 * Tries the orders that are likely to be right before any search: the order in which operations took effect, as far as
 * that is known, and the order in which they returned. One pass each.
 * @returns whether one of them explains every answer
 */
export function hasWitness<State>(ground: Ground<State>, history: readonly HistoryOperation[]): boolean {
  return (
    explains(
      ground,
      inOrder(history, ({ committedAt }) => committedAt),
    ) ||
    explains(
      ground,
      inOrder(history, ({ returnedAt }) => returnedAt),
    )
  );
}

/** @returns undefined when some operation that returned has no place in the order, or one outside its time */
function inOrder(
  history: readonly HistoryOperation[],
  placeOf: (operation: HistoryOperation) => number | undefined,
): readonly HistoryOperation[] | undefined {
  const placed: { readonly operation: HistoryOperation; readonly place: number }[] = [];
  for (const operation of history) {
    const place = placeOf(operation);
    const { invokedAt, returnedAt } = operation;
    // What has no answer and no place has not happened.
    if (place === undefined && returnedAt === undefined) continue;
    if (place === undefined || place < invokedAt || place > (returnedAt ?? Infinity)) return undefined;
    placed.push({ operation, place });
  }
  return placed.sort((a, b) => a.place - b.place).map(({ operation }) => operation);
}

function explains<State>(ground: Ground<State>, order: readonly HistoryOperation[] | undefined): boolean {
  if (order === undefined) return false;
  let state = ground.model.init;
  for (const operation of order) {
    const next = ground.step(state, operation);
    if (next === undefined) return false;
    ({ state } = next);
  }
  return true;
}
