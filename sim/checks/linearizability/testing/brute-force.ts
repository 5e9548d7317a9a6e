import { canonicalText } from '../../../core/canonical.ts';
import { answerOf } from '../model-steps.ts';
import type { HistoryOperation, Model } from '../model.ts';

/**
 * The definition of linearizability: some order of the operations that returned, and of some that did not, respects real
 * time and gives each operation its answer. It tries all orders, so it is for small histories only.
 */
export function isLinearizableByBruteForce<State>(model: Model<State>, history: readonly HistoryOperation[]): boolean {
  return canFinish(model, model.init, history);
}

function canFinish<State>(model: Model<State>, state: State, rest: readonly HistoryOperation[]): boolean {
  if (rest.every(({ returnedAt }) => returnedAt === undefined)) return true;
  return rest.some((operation) => {
    const isMinimal = rest.every(({ returnedAt }) => returnedAt === undefined || returnedAt >= operation.invokedAt);
    if (!isMinimal) return false;
    const applied = model.apply(state, operation);
    if (applied === undefined) return false;
    const { answer } = operation;
    if (answer !== undefined && canonicalText(answer) !== canonicalText(answerOf(applied))) return false;
    return canFinish(
      model,
      applied.state,
      rest.filter((other) => other !== operation),
    );
  });
}
