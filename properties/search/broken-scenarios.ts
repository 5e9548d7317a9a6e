import { bankScenario } from '../../scenarios/bank-account.ts';
import { rateLimiterScenario } from '../../scenarios/rate-limiter.ts';
import { shoppingCartScenario } from '../../scenarios/shopping-cart.ts';
import { slidingWindowScenario } from '../../scenarios/sliding-window-limiter.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import * as bank from '../objects/bank-account.broken.ts';
import * as limiter from '../objects/rate-limiter.broken.ts';
import * as cart from '../objects/shopping-cart.broken.ts';
import * as sliding from '../objects/sliding-window-limiter.broken.ts';
import { replaced } from '../harness/replaced.ts';

type Definition = { readonly name: string };
type Variant = Definition | ((effects: never) => Definition);

/** A scenario with one definition that has a planted bug, for the search to find. */
function broken(scenario: Scenario, variant: Variant): Scenario {
  // A definition that needs effects is given those of its scenario; what they are is checked where it is declared.
  const make = typeof variant === 'function' ? (variant as (effects: unknown) => Definition) : () => variant;
  // A cancel may break another invariant first, and these tests name the one that the planted bug breaks.
  const faults = { ...scenario.faults, operators: false };
  return { ...replaced(scenario, (effects) => [make(effects)]), faults };
}

/** Some of everything: lost updates, crashes, effects, clocks, races. */
export const BROKEN: Readonly<Record<string, Scenario>> = {
  'an account that waits for the other one': broken(bankScenario, bank.callsTheTarget),
  'an account that shows a copy': broken(bankScenario, bank.readsACopy),
  'an account that takes a transfer twice': broken(bankScenario, bank.takesTwice),
  'a cart that pays without a key': broken(shoppingCartScenario, cart.paysWithoutKey),
  'a cart that sells while it pays': broken(shoppingCartScenario, cart.sellsWhilePaying),
  'a cart that shows an old total': broken(shoppingCartScenario, cart.showsAnOldTotal),
  'a limiter that trusts a clock set back': broken(rateLimiterScenario, limiter.trustsAClockSetBack),
  'a limiter that rounds the wait down': broken(rateLimiterScenario, limiter.roundsTheWaitDown),
  'a window that cuts its log': broken(slidingWindowScenario, sliding.cutsItsLog),
  'a window that reads the clock twice': broken(slidingWindowScenario, sliding.readsTheClockTwice),
};
