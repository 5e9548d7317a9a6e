import { OPERATOR_ACTIONS, operatorActions, type OperatorAction } from '../scenario/operators.ts';
import type { FaultProfile, ServiceFaults } from '../scenario/fault-profile.ts';
import type { Intervention } from './plan.ts';

/** What may be injected at the journal points of one service. */
export interface Allowed {
  /** How many troubles in each stretch of the run. */
  readonly troubles: number;
  readonly duplicates: boolean;
  readonly interventions: readonly Intervention[];
}

/**
 * @returns what operators do to invocations of any service in the runs of a scenario, in the order in which the search
 *   numbers them
 */
export function interventionsOf(faults: FaultProfile): readonly Intervention[] {
  const clears = [faults, ...servicesOf(faults)].some(({ clearedState = false }) => clearedState);
  return [...operatorsOf(faults), ...(clears ? (['clear state'] as const) : [])];
}

/** @returns the maximum number of troubles in each stretch, in invocations of any service */
export function troublesIn(faults: Required<FaultProfile>): number {
  return Math.max(faults.troubles, ...servicesOf(faults).map(({ troubles = 0 }) => troubles));
}

/** @returns which actions operators take on invocations of any service */
export function operatorsOf(faults: FaultProfile): readonly OperatorAction[] {
  const given = [faults, ...servicesOf(faults)].flatMap(({ operators = false }) => operatorActions(operators));
  return OPERATOR_ACTIONS.filter((action) => given.includes(action));
}

/** @returns which actions operators take on invocations of this service */
export function operatorsIn(
  { services = {}, operators = false }: FaultProfile,
  service: string,
): readonly OperatorAction[] {
  return operatorActions(services[service]?.operators ?? operators);
}

/** @returns what may be injected where; undefined when no service has faults of its own, so that all is allowed in each */
export function allowancesOf(faults: Required<FaultProfile>): ((service: string) => Allowed) | undefined {
  if (servicesOf(faults).length === 0) return undefined;
  const known = new Map<string, Allowed>();
  return (service) => {
    const allowed = known.get(service) ?? allowedIn(faults, service);
    known.set(service, allowed);
    return allowed;
  };
}

function allowedIn(faults: Required<FaultProfile>, service: string): Allowed {
  const {
    troubles = faults.troubles,
    duplicates = faults.duplicates,
    clearedState = faults.clearedState,
  } = faults.services[service] ?? {};
  return {
    troubles,
    duplicates,
    interventions: [...operatorsIn(faults, service), ...(clearedState ? (['clear state'] as const) : [])],
  };
}

function servicesOf({ services = {} }: FaultProfile): readonly ServiceFaults[] {
  return Object.values(services);
}
