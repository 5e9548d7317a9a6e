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
import { whatComesWhenScenario } from './what-comes-when.ts';
import { whatIsRememberedScenario } from './what-is-remembered.ts';
import { whatOperatorsEndScenario } from './what-operators-end.ts';
import { whatStateShowsScenario } from './what-state-shows.ts';

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
  orderScenario,
  tenantCounterScenario,
  gameSessionScenario,
  namedRecordScenario,
  currencyConverterScenario,
  processOrderScenario,
  everythingScenario,
  whatStateShowsScenario,
  whatIsRememberedScenario,
  whatComesWhenScenario,
  whatOperatorsEndScenario,
];
