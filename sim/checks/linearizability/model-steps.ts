import { canonicalText } from '../../core/canonical.ts';
import type { Answer, Applied, HistoryOperation, Model } from './model.ts';

/** Applies operations of one history to a model. The canonical text of each answer is computed once. */
export class ModelSteps<State> {
  readonly model: Model<State>;
  readonly #answers = new Map<HistoryOperation, string | undefined>();

  constructor(model: Model<State>, history: readonly HistoryOperation[]) {
    this.model = model;
    for (const operation of history) {
      this.#answers.set(operation, operation.answer === undefined ? undefined : answerText(operation.answer));
    }
  }

  /** @returns the state after the operation; undefined when the model gives another answer than the client got */
  step(state: State, operation: HistoryOperation): { readonly state: State } | undefined {
    const applied = this.model.apply(state, operation);
    if (applied === undefined) return undefined;
    const expected = this.#answers.get(operation);
    return expected === undefined || expected === answerText(answerOf(applied)) ? applied : undefined;
  }
}

/** @returns the answer that a model gives */
export function answerOf<State>(applied: Applied<State>): Answer {
  return applied.failure === undefined ? { value: applied.value } : { failure: applied.failure };
}

function answerText(answer: Answer): string {
  return 'failure' in answer ? `failure ${answer.failure}` : canonicalText(answer.value);
}
