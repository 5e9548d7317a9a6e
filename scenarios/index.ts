import type { Scenario } from '../sim/simulation/scenario.ts';
import { apiGatewayScenario } from './api-gateway.ts';
import { bankScenario } from './bank.ts';
import { rateLimiterScenario } from './rate-limiter.ts';
import { shoppingCartScenario } from './shopping-cart.ts';
import { slidingWindowScenario } from './sliding-window-limiter.ts';
import { tenantResourceScenario } from './tenant-resource.ts';
import { userAccountScenario } from './user-account.ts';

/** Everything that `npm run sim` searches. */
export const ALL: readonly Scenario[] = [
  bankScenario,
  rateLimiterScenario,
  slidingWindowScenario,
  shoppingCartScenario,
  tenantResourceScenario,
  apiGatewayScenario,
  userAccountScenario,
];
