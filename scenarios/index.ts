import type { Scenario } from '../sim/simulation/scenario.ts';
import { agentWithToolsScenario } from './agent-with-tools.ts';
import { aiAgentScenario } from './ai-agent.ts';
import { apiGatewayScenario } from './api-gateway.ts';
import { bankScenario } from './bank.ts';
import { inventoryScenario } from './inventory.ts';
import { orderWorkflowScenario } from './order-workflow.ts';
import { rateLimiterScenario } from './rate-limiter.ts';
import { shoppingCartScenario } from './shopping-cart.ts';
import { slidingWindowScenario } from './sliding-window-limiter.ts';
import { tenantResourceScenario } from './tenant-resource.ts';
import { userAccountScenario } from './user-account.ts';
import { walletScenario } from './wallet.ts';

/** Everything that `npm run sim` searches. */
export const ALL: readonly Scenario[] = [
  bankScenario,
  rateLimiterScenario,
  slidingWindowScenario,
  shoppingCartScenario,
  tenantResourceScenario,
  apiGatewayScenario,
  userAccountScenario,
  aiAgentScenario,
  agentWithToolsScenario,
  orderWorkflowScenario,
  walletScenario,
  inventoryScenario,
];
