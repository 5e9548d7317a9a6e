import { UsageError } from '../../core/errors.ts';
import { valueInShort } from '../../core/value-in-short.ts';

/** What an operator can do to an invocation. */
export type OperatorAction = 'cancel' | 'kill' | 'pause';

/**
 * Which of their actions operators take: a list of names, or an object in which a name that is left out keeps its default.
 * `true` is all three, `false` is none.
 */
export type Operators = boolean | readonly OperatorAction[] | Readonly<Partial<Record<OperatorAction, boolean>>>;

/** All actions, in the order in which a search draws them. */
export const OPERATOR_ACTIONS: readonly OperatorAction[] = ['cancel', 'kill', 'pause'];

/** What operators do unless a scenario says otherwise: Restate expects every handler to survive a cancel. */
export const DEFAULT_ACTIONS: readonly OperatorAction[] = ['cancel'];

/**
 * @param operators as a scenario or a file of hints gives them
 * @returns the actions that operators take
 * @throws {UsageError} for a name that is not an action, and a value that is neither true nor false
 */
export function operatorActions(operators: Operators): readonly OperatorAction[] {
  if (typeof operators === 'boolean') return operators ? OPERATOR_ACTIONS : [];
  const given: unknown = operators;
  if (typeof given !== 'object' || given === null) throw invalid(valueInShort(given));
  const known: ReadonlySet<unknown> = new Set(OPERATOR_ACTIONS);
  if (Array.isArray(given)) {
    for (const name of given) if (!known.has(name)) throw invalid(valueInShort(name));
    return OPERATOR_ACTIONS.filter((action) => given.includes(action));
  }
  const switches = given as Readonly<Record<string, unknown>>;
  for (const [name, on] of Object.entries(switches)) {
    if (!known.has(name)) throw invalid(valueInShort(name));
    if (typeof on !== 'boolean') throw invalid(`${name}: ${valueInShort(on)}`);
  }
  return OPERATOR_ACTIONS.filter((action) => switches[action] ?? DEFAULT_ACTIONS.includes(action));
}

function invalid(what: string): UsageError {
  return new UsageError(
    'INVALID_OPERATORS',
    `\`operators\` is true, false, a list of "cancel", "kill" and "pause", or an object such as { cancel: true, kill: false }; ${what} is none of these.`,
  );
}
