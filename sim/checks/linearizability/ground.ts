import { canonicalText } from '../../core/canonical.ts';
import type { Answer, Applied, HistoryOperation, Model } from './model.ts';

/** Applies operations of one history to a model; the text of each answer is made once. */
export class Ground<State> {
  readonly model: Model<State>;
  readonly #told = new Map<HistoryOperation, string | undefined>();

  constructor(model: Model<State>, history: readonly HistoryOperation[]) {
    this.model = model;
    for (const operation of history) {
      this.#told.set(operation, operation.answer === undefined ? undefined : answerText(operation.answer));
    }
  }

  /** @returns the state after the operation; undefined when the model does not give the answer that it was told */
  step(state: State, operation: HistoryOperation): { readonly state: State } | undefined {
    const applied = this.model.apply(state, operation);
    if (applied === undefined) return undefined;
    const told = this.#told.get(operation);
    return told === undefined || told === answerText(answerOf(applied)) ? applied : undefined;
  }
}

/** The answer that a model gives. */
export function answerOf<State>(applied: Applied<State>): Answer {
  return applied.failure === undefined ? { value: applied.value } : { failure: applied.failure };
}

function answerText(answer: Answer): string {
  return 'failure' in answer ? `failure ${answer.failure}` : canonicalText(answer.value);
}
