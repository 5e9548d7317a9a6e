import { OPERATOR_ACTIONS, type OperatorAction } from '../../simulation/scenario/operators.ts';

/** What an operator has done to an invocation, by the event that shows it. */
type Shown = 'cancel requested' | 'killed' | 'paused';

const DONE: Readonly<Record<OperatorAction, string>> = { cancel: 'cancelled', kill: 'killed', pause: 'paused' };

/** @returns the name under which it is counted that an invocation of this handler was cancelled, killed or paused */
export function operatedName(event: Shown, handler: string): string {
  return `${event === 'cancel requested' ? DONE.cancel : event} ${handler}`;
}

/**
 * @param actions what operators do in the scenario
 * @returns the handlers that were called and never cancelled, killed or paused, a line for each of these actions
 */
export function neverOperated(coverage: ReadonlyMap<string, unknown>, actions: readonly OperatorAction[]): string[] {
  const handlers = [...coverage.keys()].filter((name) => name.startsWith('handler ')).map((name) => name.slice(8));
  return actions.flatMap((action) => {
    const done = DONE[action];
    const never = handlers.filter((handler) => !coverage.has(`${done} ${handler}`)).toSorted();
    return never.length === 0 ? [] : [`a ${action} of ${never.join(', ')}`];
  });
}

/** @returns what operators never do in the scenario, a line for each of these actions */
export function neverAllowed(actions: readonly OperatorAction[]): string[] {
  return OPERATOR_ACTIONS.filter((action) => !actions.includes(action)).map(
    (action) => `a ${action} of any invocation, because \`operators\` of this scenario leaves it out`,
  );
}
