import type { Scenario } from '../../sim/index.ts';
import { agentWithToolsAsPublished, aiAgentAsPublished, chatAppAsPublished } from './agents.ts';
import { CANCELLED } from './cancelled.ts';
import { myObjectAsPublished, tenantResourceAsPublished } from './keys.ts';
import {
  apiGatewayAsPublished,
  rateLimiterAsPublished,
  rateLimiterWithJumps,
  slidingWindowAsPublished,
  slidingWindowWithSkew,
} from './limiters.ts';
import * as records from './records.ts';
import { REPEATED } from './repeated.ts';

/**
 * Every listing of the guide that has behaviour, as it stands there: what tests for missing state in both readings, and
 * what drops errors also under operators who cancel, and what changes something also with clients that repeat their requests.
 */
export const AS_PUBLISHED: readonly Scenario[] = [
  records.userAccountSimpleAsPublished,
  tenantResourceAsPublished,
  myObjectAsPublished,
  records.bankAccountAsPublished('zero value'),
  records.bankAccountAsPublished('error'),
  rateLimiterAsPublished('zero value'),
  rateLimiterAsPublished('error'),
  rateLimiterWithJumps,
  apiGatewayAsPublished('zero value'),
  apiGatewayAsPublished('error'),
  slidingWindowAsPublished('zero value'),
  slidingWindowAsPublished('error'),
  slidingWindowWithSkew,
  aiAgentAsPublished('zero value'),
  aiAgentAsPublished('error'),
  chatAppAsPublished('zero value'),
  chatAppAsPublished('error'),
  agentWithToolsAsPublished,
  records.userServiceAsPublished,
  records.userAccountAsPublished('zero value'),
  records.userAccountAsPublished('error'),
  records.shoppingCartAsPublished,
  records.processOrderBeforeAsPublished,
  records.processOrderAfterAsPublished,
  ...CANCELLED,
  ...REPEATED,
];
