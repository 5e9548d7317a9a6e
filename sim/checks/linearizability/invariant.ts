import { canonicalText } from '../../core/canonical.ts';
import { LimitReached } from '../../core/errors.ts';
import type { Breach, Invariant } from '../invariant.ts';
import { checkLinearizable, type Evidence } from './check.ts';
import { handlerOf } from '../naming.ts';
import { HistoryCollector, type Collected } from './history.ts';
import type { Answer, HistoryOperation, Model } from './model.ts';
import { keyOf } from './partition.ts';
import { count } from '../../core/count.ts';

/**
 * The responses of a run are linearizable: they fit a model that handles one operation after another, each at some moment
 * between its request and its response.
 * @param model the specification of the services
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
        `The ${result.part.length} operations on ${keysOf(result.part)} have too many possible orders to check all of them; use more keys or fewer operations.`,
      );
    case 'not linearizable':
      return breachOf(result, new Map(history.map((operation) => [operation.id, operation.events])));
  }
}

/** How many operations and how many keys a message lists. */
const MAX_LISTED = 6;
const MAX_KEYS = 4;

function breachOf({ part, prefix, state, refused }: Evidence, events: ReadonlyMap<string, readonly number[]>): Breach {
  const listed = prefix.slice(-MAX_LISTED);
  const earlier = prefix.length > listed.length ? `(${prefix.length - listed.length} earlier), ` : '';
  const first = refused[0]?.operation;
  const after =
    prefix.length === 0
      ? `From the initial state ${canonicalText(state)}`
      : `The longest order that fits is ${earlier}${listed.map((operation) => call(operation)).join(', ')}; it leads to the state ${canonicalText(state)}. There`;
  return {
    message: `No order of the ${count(part.length, 'operation')} on ${keysOf(part)} explains the responses of the clients. ${after}, one of these had to come next, and none can: ${refused.map(({ operation, expected }) => `${call(operation)}, for which the model says ${expected === 'impossible' ? 'that it is impossible' : answer(expected)}`).join('; ')}. Either an update was lost or became visible too early or too late, or the model does not describe the services.`,
    events: [
      ...new Set([...listed, ...refused.map(({ operation }) => operation)].flatMap(({ id }) => events.get(id) ?? [])),
    ].sort((a, b) => a - b),
    handler: first && handlerOf(first),
    kind: 'not linearizable',
  };
}

function keysOf(part: readonly HistoryOperation[]): string {
  const keys = [...new Set(part.map((operation) => keyOf(operation)))];
  const more = keys.length > MAX_KEYS ? ` and ${count(keys.length - MAX_KEYS, 'more key')}` : '';
  return keys.slice(0, MAX_KEYS).join(', ') + more;
}

function call(operation: HistoryOperation): string {
  const input = operation.input === undefined ? '' : canonicalText(operation.input);
  const response = operation.answer === undefined ? 'no response' : `got ${answer(operation.answer)}`;
  return `${operation.id} ${keyOf(operation)}/${operation.handler}(${input}) (${response})`;
}

function answer(given: Answer): string {
  return 'failure' in given
    ? `failure ${given.failure}`
    : given.value === undefined
      ? 'nothing'
      : canonicalText(given.value);
}
