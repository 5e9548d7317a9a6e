import type { Scenario } from '../sim/index.ts';
import { agentWithToolsScenario } from './agent-with-tools.ts';
import { aiAgentScenario } from './ai-agent.ts';
import { apiGatewayScenario } from './api-gateway.ts';
import { bankScenario } from './bank-account.ts';
import { currencyConverterScenario } from './currency-converter.ts';
import { everythingScenario } from './everything-a-handler-can-do.ts';
import { gameSessionScenario } from './game-session.ts';
import { inventoryScenario } from './inventory.ts';
import { namedRecordScenario } from './named-record.ts';
import { orderScenario } from './order.ts';
import { orderWorkflowScenario } from './order-workflow.ts';
import { processOrderScenario } from './process-order.ts';
import { rateLimiterScenario } from './rate-limiter.ts';
import { shoppingCartScenario } from './shopping-cart.ts';
import { slidingWindowScenario } from './sliding-window-limiter.ts';
import { tenantCounterScenario } from './tenant-counter.ts';
import { tenantResourceScenario } from './tenant-resource.ts';
import { userAccountScenario } from './user-account.ts';
import { walletScenario } from './wallet.ts';
import { messageOrderScenario } from './message-order.ts';
import { retentionScenario } from './retention.ts';
import { operatorActionsScenario } from './operator-actions.ts';
import { stateReadsScenario } from './state-reads.ts';

/** The scenarios that `npm run sim` searches. */
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
  orderScenario,
  tenantCounterScenario,
  gameSessionScenario,
  namedRecordScenario,
  currencyConverterScenario,
  processOrderScenario,
  everythingScenario,
  stateReadsScenario,
  retentionScenario,
  messageOrderScenario,
  operatorActionsScenario,
];
