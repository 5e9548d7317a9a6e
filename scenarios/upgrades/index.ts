import type { Scenario } from '../../sim/index.ts';
import { screenedInFlight, screenedNextToTheOld, screenedOrders } from './order-workflow.ts';
import { finerUnit, mistakenUnit } from './rate-limiter.ts';
import { cartThatTrusts, cartWithNotes } from './shopping-cart.ts';

/** Second versions of objects that may be deployed while work of the first one is in flight. */
export const SAFE_UPGRADES: readonly Scenario[] = [cartWithNotes, screenedOrders, screenedNextToTheOld, finerUnit];

/** Second versions that break what is in flight, or cannot read what is stored. */
export const UNSAFE_UPGRADES: readonly Scenario[] = [cartThatTrusts, screenedInFlight, mistakenUnit];
