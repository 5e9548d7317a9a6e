import { itemAt } from '../core/item-at.ts';
import { under } from '../core/address.ts';
import { dice } from '../core/random.ts';
import type { Phase } from '../core/address.ts';
import type { Allowed } from '../simulation/faults/interventions.ts';
import type { Plan, PlannedStrategy } from '../simulation/faults/plan.ts';

/** What can be made to go wrong for real: the process dies, its connection breaks, or an operator steps in. */
export type InjectedFault = 'process' | 'connection' | OperatorFault;
export type OperatorFault = 'cancel' | 'kill' | 'pause';

/** A moment in the life of an invocation at which something goes wrong. */
export interface InjectionPoint {
  /** Address of the invocation: its operation, and the entries of the calls that lead to it. */
  readonly address: string;
  readonly attempt: number;
  /** Number of the command, the input being 0. */
  readonly entry: number;
  readonly phase: Phase;
  readonly fault: InjectedFault;
}

/**
 * @returns the faults of a plan that can be injected into a real server, and as many crashes as its strategy may add, drawn
 * by its random numbers. A real server cannot be made to suspend an invocation at a given point, or to move its clock.
 * @param allowed what may be injected into invocations of a service. Default: everything
 */
export function injectionPointsOf({ operations, strategy }: Plan, allowed?: AllowedIn): readonly InjectionPoint[] {
  const planned = operations.flatMap(({ id, service, troubles }) =>
    troubles.flatMap((trouble): readonly InjectionPoint[] => {
      if (trouble.kind === 'duplicate' || trouble.kind === 'abandon' || trouble.kind === 'suspend') return [];
      if (trouble.kind === 'clear state' || trouble.kind === 'deploy' || trouble.kind === 'roll back') return [];
      const { path, attempt, entry, phase } = trouble;
      const fault = trouble.kind === 'crash' ? trouble.scope : trouble.kind;
      // The plan does not say which service an invocation belongs to that a handler created.
      if (path === '' && !isAllowed(fault, allowed?.(service))) return [];
      return [{ address: under(id, path), attempt, entry, phase, fault }];
    }),
  );
  return strategy === undefined ? planned : [...planned, ...drawn(operations, strategy, allowed)];
}

type AllowedIn = (service: string) => Allowed;

function isAllowed(fault: InjectedFault, allowed: Allowed | undefined): boolean {
  if (allowed === undefined) return true;
  return fault === 'process' || fault === 'connection' ? allowed.troubles > 0 : allowed.interventions.includes(fault);
}

/** Draws crashes, at most as many in a service as it may have. */
function drawn(
  operations: Plan['operations'],
  strategy: PlannedStrategy,
  allowed: AllowedIn | undefined,
): readonly InjectionPoint[] {
  const numbers = dice(strategy.dice, 'real crashes');
  const had = new Map<string, number>();
  const count = operations.length === 0 ? 0 : numbers.below(strategy.troubles + 1);
  return Array.from({ length: count }, () => {
    const { id, service } = itemAt(operations, numbers.below(operations.length));
    const point = {
      address: id,
      attempt: 1 + numbers.below(2),
      entry: 1 + numbers.below(LAST_ENTRY),
      phase: itemAt(PHASES, numbers.below(PHASES.length)),
      fault: numbers.below(2) === 0 ? ('process' as const) : ('connection' as const),
    };
    const times = (had.get(service) ?? 0) + 1;
    had.set(service, times);
    return times > (allowed?.(service).troubles ?? Infinity) ? [] : [point];
  }).flat();
}

const PHASES: readonly Phase[] = ['before', 'inside', 'after'];
/** Most handlers have no more entries. */
const LAST_ENTRY = 5;
