import { bankScenario } from '../../../scenarios/bank-account.ts';
import { chargedOnce } from '../../../scenarios/invariants/shopping-cart.ts';
import { boundIsKept } from '../../../scenarios/invariants/rate-limiter.ts';
import { rateLimiterScenario } from '../../../scenarios/rate-limiter.ts';
import { shoppingCartScenario } from '../../../scenarios/shopping-cart.ts';
import type { Payments } from '../../../objects/shopping-cart.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../../sim/simulation/scenario/operation-spec.ts';
import { callsTheTarget } from '../../objects/bank-account.broken.ts';
import { trustsAClockSetBack } from '../../objects/rate-limiter.broken.ts';
import { paysWithoutKey } from '../../objects/shopping-cart.broken.ts';
import { replaced } from '../../harness/replaced.ts';

/** An example report: a scenario whose service has a planted bug, and the invariants that must catch it. */
export interface ExampleCase {
  readonly file: string;
  readonly suite: string;
  readonly seed: number;
  readonly scenario: Scenario;
}

export const CASES: readonly ExampleCase[] = [
  {
    file: 'token-bucket',
    seed: 42,
    suite: 'a rate limiter that trusts a clock set back',
    scenario: { ...replaced(rateLimiterScenario, () => [trustsAClockSetBack]), invariants: [boundIsKept] },
  },
  {
    file: 'double-charge',
    seed: 3,
    suite: 'a checkout that pays without an idempotency key',
    // The outside world itself never fails here, so that only a crash can make the difference.
    scenario: {
      ...replaced(shoppingCartScenario, (effects) => [paysWithoutKey(effects as unknown as Payments)]),
      faults: { ...shoppingCartScenario.faults, effects: false },
      invariants: [chargedOnce],
    },
  },
  {
    file: 'deadlock',
    seed: 3,
    suite: 'a transfer that calls the other account while it holds its own',
    // An account that transfers to itself would wait for itself: too easy to find.
    scenario: {
      ...replaced(bankScenario, () => [callsTheTarget]),
      operations: bankScenario.operations.map((operation) => operation.filter((spec) => !isToItself(spec))),
      invariants: [],
    },
  },
];

function isToItself({ key, input }: OperationSpec): boolean {
  const { from = key, to } = (input ?? {}) as { readonly from?: string; readonly to?: string };
  return to === from;
}
