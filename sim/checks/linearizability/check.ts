import { answerOf, ModelSteps } from './model-steps.ts';
import type { Answer, HistoryOperation, Model } from './model.ts';
import { partition } from './partition.ts';
import { search } from './search.ts';
import { hasWitness } from './witness.ts';

/** Whether some order of the operations explains a history. */
export type Linearizability =
  | { readonly verdict: 'linearizable'; readonly searched: number }
  | { readonly verdict: 'undecided'; readonly part: readonly HistoryOperation[] }
  | ({ readonly verdict: 'not linearizable' } & Evidence);

/** Why no order explains a part of a history. */
export interface Evidence {
  /** The operations of one part: they touch common keys, directly or through others. */
  readonly part: readonly HistoryOperation[];
  /** The longest order in which the model gives every answer. */
  readonly prefix: readonly HistoryOperation[];
  /** The model's state after it. */
  readonly state: unknown;
  /** The operations of which one had to come next, and the answer that the model would have given there. */
  readonly refused: readonly { readonly operation: HistoryOperation; readonly expected: Answer | 'impossible' }[];
}

/** How many configurations the search of one part visits before it gives up. */
const BUDGET = 1_000_000;

/**
 * Checks a history against a model, part by part.
 * @param witness false leaves out the likely orders and always searches; for measuring the search
 */
export function checkLinearizable<State>(
  model: Model<State>,
  history: readonly HistoryOperation[],
  { budget = BUDGET, witness = true }: { readonly budget?: number; readonly witness?: boolean } = {},
): Linearizability {
  const steps = new ModelSteps(model, history);
  let searched = 0;
  let undecided: readonly HistoryOperation[] | undefined;
  for (const part of partition(model, history)) {
    if (witness && hasWitness(steps, part)) continue;
    searched++;
    const found = search(steps, part, budget);
    if (found.result === 'gave up') undecided ??= part;
    else if (found.result === 'none') {
      const { prefix, state } = found;
      return { verdict: 'not linearizable', part, prefix, state, refused: refusedAfter(model, part, prefix, state) };
    }
  }
  return undecided === undefined ? { verdict: 'linearizable', searched } : { verdict: 'undecided', part: undecided };
}

/** The operations that could come next in real time: those that began before any other of the rest returned. */
function refusedAfter<State>(
  model: Model<State>,
  part: readonly HistoryOperation[],
  prefix: readonly HistoryOperation[],
  state: State,
): Evidence['refused'] {
  const gone = new Set(prefix);
  const rest = part.filter((operation) => !gone.has(operation) && operation.returnedAt !== undefined);
  const firstReturn = Math.min(...rest.map(({ returnedAt }) => returnedAt ?? Infinity));
  return rest
    .filter(({ invokedAt }) => invokedAt <= firstReturn)
    .map((operation) => {
      const applied = model.apply(state, operation);
      return { operation, expected: applied === undefined ? 'impossible' : answerOf(applied) };
    });
}
