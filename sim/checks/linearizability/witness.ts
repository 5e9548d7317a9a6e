import type { ModelSteps } from './model-steps.ts';
import type { HistoryOperation } from './model.ts';

/**
 * Tries two likely orders before any search: the order in which operations took effect, as far as it is known, and the
 * order in which they returned.
 * @returns whether one of them explains every answer
 */
export function hasWitness<State>(steps: ModelSteps<State>, history: readonly HistoryOperation[]): boolean {
  return (
    explains(
      steps,
      inOrder(history, ({ committedAt }) => committedAt),
    ) ||
    explains(
      steps,
      inOrder(history, ({ returnedAt }) => returnedAt),
    )
  );
}

/** @returns undefined when an operation that returned has no time in this order, or one outside its own span */
function inOrder(
  history: readonly HistoryOperation[],
  timeOf: (operation: HistoryOperation) => number | undefined,
): readonly HistoryOperation[] | undefined {
  const timed: { readonly operation: HistoryOperation; readonly time: number }[] = [];
  for (const operation of history) {
    const time = timeOf(operation);
    const { invokedAt, returnedAt } = operation;
    // An operation without a response and without a time has not happened.
    if (time === undefined && returnedAt === undefined) continue;
    if (time === undefined || time < invokedAt || time > (returnedAt ?? Infinity)) return undefined;
    timed.push({ operation, time });
  }
  return timed.sort((a, b) => a.time - b.time).map(({ operation }) => operation);
}

function explains<State>(steps: ModelSteps<State>, order: readonly HistoryOperation[] | undefined): boolean {
  if (order === undefined) return false;
  let state = steps.model.init;
  for (const operation of order) {
    const next = steps.step(state, operation);
    if (next === undefined) return false;
    ({ state } = next);
  }
  return true;
}
