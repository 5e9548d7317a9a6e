import { bankScenario } from '../../scenarios/bank.ts';
import { chargedOnce } from '../../scenarios/invariants/cart.ts';
import { boundIsKept } from '../../scenarios/invariants/token-bucket.ts';
import { rateLimiterScenario } from '../../scenarios/rate-limiter.ts';
import { shoppingCartScenario } from '../../scenarios/shopping-cart.ts';
import type { Payments } from '../../objects/shopping-cart.ts';
import type { Scenario } from '../../sim/simulation/scenario.ts';
import { callsTheTarget } from '../broken/bank-account.ts';
import { trustsAClockSetBack } from '../broken/rate-limiter.ts';
import { paysWithoutKey } from '../broken/shopping-cart.ts';
import { replaced } from '../search.ts';

/** An example report: a scenario whose service has a slip, and the invariants that are to see it. */
export interface ExampleCase {
  readonly file: string;
  readonly suite: string;
  readonly scenario: Scenario;
}


export const CASES: readonly ExampleCase[] = [
  {
    file: 'token-bucket',
    suite: 'a rate limiter that trusts a clock set back',
    scenario: { ...replaced(rateLimiterScenario, () => [trustsAClockSetBack]), invariants: [boundIsKept] },
  },
  {
    file: 'double-charge',
    suite: 'a checkout that pays without an idempotency key',
    scenario: { ...replaced(shoppingCartScenario, (effects) => [paysWithoutKey(effects as unknown as Payments)]), invariants: [chargedOnce] },
  },
  {
    file: 'deadlock',
    suite: 'a transfer that calls the other account while it holds its own',
    scenario: { ...replaced(bankScenario, () => [callsTheTarget]), invariants: [] },
  },
];
