import { canonicalText } from '../../core/canonical.ts';
import { LimitReached } from '../../core/errors.ts';
import type { Breach, Invariant } from '../invariant.ts';
import { checkLinearizable, type Evidence } from './check.ts';
import { handlerOf } from '../naming.ts';
import { HistoryCollector, type Collected } from './history.ts';
import type { Answer, HistoryOperation, Model, ModelOperation } from './model.ts';
import { keyOf } from './partition.ts';
import { count } from '../../core/count.ts';

/**
 * What clients are told fits a model that handles one operation after another, each at some moment between its request
 * and its answer.
 * @param model what the services are meant to be
 */
export function linearizable<State>(model: Model<State>): Invariant {
  return {
    name: 'answers fit the model, one operation after another',
    watch: () => {
      const collector = new HistoryCollector();
      let checked = 0;
      return {
        see: (event) => {
          collector.see(event);
          return undefined;
        },
        end: () => {
          const history = collector.history().filter((operation) => model.covers?.(operation) ?? true);
          checked = history.filter(({ returnedAt }) => returnedAt !== undefined).length;
          return judge(model, history);
        },
        exercised: () => checked,
      };
    },
  };
}

function judge<State>(model: Model<State>, history: readonly Collected[]): Breach | undefined {
  const result = checkLinearizable(model, history);
  switch (result.verdict) {
    case 'linearizable':
      return undefined;
    case 'undecided':
      throw new LimitReached(
        'linearizability',
        `The ${result.part.length} operations that have to do with ${keyOf(result.part[0] ?? NOBODY)} can be ordered in too many ways to look at all; use more keys or fewer operations.`,
      );
    case 'not linearizable':
      return breachOf(result, new Map(history.map((operation) => [operation.id, operation.events])));
  }
}

const NOBODY: Pick<ModelOperation, 'service' | 'key'> = { service: 'nothing', key: undefined };
const MOST_TOLD = 6;

function breachOf({ part, prefix, state, refused }: Evidence, events: ReadonlyMap<string, readonly number[]>): Breach {
  const told = prefix.slice(-MOST_TOLD);
  const earlier = prefix.length > told.length ? `(${prefix.length - told.length} earlier), ` : '';
  const keys = [...new Set(part.map((operation) => keyOf(operation)))];
  const first = refused[0]?.operation;
  const after =
    prefix.length === 0
      ? `From the initial state ${canonicalText(state)}`
      : `The longest order that fits is ${earlier}${told.map((operation) => call(operation)).join(', ')}; it leads to the state ${canonicalText(state)}. There`;
  return {
    message: `No order of the ${count(part.length, 'operation')} on ${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ` and ${count(keys.length - 4, 'more key')}` : ''} explains what clients were told. ${after}, one of these had to come next, and none can: ${refused.map(({ operation, expected }) => `${call(operation)}, for which the model says ${expected === 'impossible' ? 'that it is impossible' : answer(expected)}`).join('; ')}. Either an update was lost or seen too early or too late, or the model is not what the services do.`,
    events: [
      ...new Set([...told, ...refused.map(({ operation }) => operation)].flatMap(({ id }) => events.get(id) ?? [])),
    ].sort((a, b) => a - b),
    handler: first && handlerOf(first),
    kind: 'not linearizable',
  };
}

function call(operation: HistoryOperation): string {
  const input = operation.input === undefined ? '' : canonicalText(operation.input);
  const told = operation.answer === undefined ? 'never answered' : `was told ${answer(operation.answer)}`;
  return `${operation.id} ${keyOf(operation)}/${operation.handler}(${input}) (${told})`;
}

function answer(given: Answer): string {
  return 'failure' in given
    ? `failure ${given.failure}`
    : given.value === undefined
      ? 'nothing'
      : canonicalText(given.value);
}
