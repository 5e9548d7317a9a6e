import { canonicalText } from '../../../core/canonical.ts';
import { answerOf } from '../ground.ts';
import type { HistoryOperation, Model } from '../model.ts';

/**
 * The definition, word for word, and nothing else: some order of the operations that returned, and of any that did not,
 * respects real time and gives each operation its answer. No parts, no memory, no clever order: for small histories.
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
