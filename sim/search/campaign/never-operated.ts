import { operatorsIn, operatorsOf } from '../../simulation/faults/interventions.ts';
import { OPERATOR_ACTIONS, operatorActions, type OperatorAction } from '../../simulation/scenario/operators.ts';
import type { FaultProfile } from '../../simulation/scenario/fault-profile.ts';

/** What an operator has done to an invocation, by the event that shows it. */
type Shown = 'cancel requested' | 'killed' | 'paused';

const DONE: Readonly<Record<OperatorAction, string>> = { cancel: 'cancelled', kill: 'killed', pause: 'paused' };

/** @returns the name under which it is counted that an invocation of this handler was cancelled, killed or paused */
export function operatedName(event: Shown, handler: string): string {
  return `${event === 'cancel requested' ? DONE.cancel : event} ${handler}`;
}

/**
 * @param faults of the scenario, which say what operators do
 * @returns the handlers that were called and never cancelled, killed or paused, a line for each of these actions
 */
export function neverOperated(coverage: ReadonlyMap<string, unknown>, faults: FaultProfile): string[] {
  const handlers = [...coverage.keys()].filter((name) => name.startsWith('handler ')).map((name) => name.slice(8));
  return operatorsOf(faults).flatMap((action) => {
    const done = DONE[action];
    const never = handlers
      .filter((handler) => !coverage.has(`${done} ${handler}`))
      .filter((handler) => operatorsIn(faults, handler.slice(0, handler.indexOf('/'))).includes(action))
      .toSorted();
    return never.length === 0 ? [] : [`a ${action} of ${never.join(', ')}`];
  });
}

/** @returns what operators never do in the scenario, a line for each of these actions */
export function neverAllowed(faults: FaultProfile): string[] {
  const { operators = false, services = {} } = faults;
  const forAll = operatorActions(operators);
  return OPERATOR_ACTIONS.flatMap((action) => {
    const others = Object.keys(services).filter(
      (service) => operatorsIn(faults, service).includes(action) !== forAll.includes(action),
    );
    if (!forAll.includes(action)) {
      const except = others.length === 0 ? '' : ` except of ${others.join(', ')}`;
      return [`a ${action} of any invocation${except}, because \`operators\` of this scenario leaves it out`];
    }
    return others.map((service) => `a ${action} of ${service}, because \`operators\` of that service leaves it out`);
  });
}
