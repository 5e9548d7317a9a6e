import { bankScenario } from '../../scenarios/bank-account.ts';
import { rateLimiterScenario } from '../../scenarios/rate-limiter.ts';
import { shoppingCartScenario } from '../../scenarios/shopping-cart.ts';
import { slidingWindowScenario } from '../../scenarios/sliding-window-limiter.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import * as bank from '../objects/bank-account.broken.ts';
import * as limiter from '../objects/rate-limiter.broken.ts';
import * as cart from '../objects/shopping-cart.broken.ts';
import * as sliding from '../objects/sliding-window-limiter.broken.ts';
import { replaced } from '../harness/search.ts';

type Definition = { readonly name: string };
type Variant = Definition | ((effects: never) => Definition);

/** A scenario with one definition that has a slip, for the search to find. */
function slip(scenario: Scenario, variant: Variant): Scenario {
  // A definition that needs effects is given those of its scenario; what they are is checked where it is declared.
  const make = typeof variant === 'function' ? (variant as (effects: unknown) => Definition) : () => variant;
  return replaced(scenario, (effects) => [make(effects)]);
}

/** Some of everything: lost updates, crashes, effects, clocks, races. */
export const BROKEN: Readonly<Record<string, Scenario>> = {
  'an account that waits for the other one': slip(bankScenario, bank.callsTheTarget),
  'an account that shows a copy': slip(bankScenario, bank.readsACopy),
  'an account that takes a transfer twice': slip(bankScenario, bank.takesTwice),
  'a cart that pays without a key': slip(shoppingCartScenario, cart.paysWithoutKey),
  'a cart that sells while it pays': slip(shoppingCartScenario, cart.sellsWhilePaying),
  'a cart that shows an old total': slip(shoppingCartScenario, cart.showsAnOldTotal),
  'a limiter that trusts a clock set back': slip(rateLimiterScenario, limiter.trustsAClockSetBack),
  'a limiter that rounds the wait down': slip(rateLimiterScenario, limiter.roundsTheWaitDown),
  'a window that cuts its log': slip(slidingWindowScenario, sliding.cutsItsLog),
  'a window that reads the clock twice': slip(slidingWindowScenario, sliding.readsTheClockTwice),
};
