import type { Invariant, Scenario } from '../../sim/index.ts';
import type { RateLimitResult } from '../../objects/as-published/rate-limiter.ts';
import { agentWithToolsAsPublished, aiAgentAsPublished } from './agents.ts';
import { repeatsTakeEffectOnce } from './invariants/repeats.ts';
import { tenantResourceAsPublished } from './keys.ts';
import { rateLimiterAsPublished, slidingWindowAsPublished } from './limiters.ts';
import * as records from './records.ts';

/**
 * Clients that get no response send their request again. No listing can distinguish a repetition from a new request: no input has a
 * name for the request, and no usage sends an idempotency key.
 */
export const REPEATED: readonly Scenario[] = [
  repeated(
    tenantResourceAsPublished,
    repeatsTakeEffectOnce('TenantResource', ({ handler }) => (handler === 'Allocate' ? 'allocated' : undefined)),
  ),
  repeated(
    records.bankAccountAsPublished('zero value'),
    repeatsTakeEffectOnce('BankAccount', ({ handler, input }) =>
      handler === 'Debit' && (input as number) > 0 ? `debited ${String(input)}` : undefined,
    ),
  ),
  repeated(
    rateLimiterAsPublished('zero value'),
    repeatsTakeEffectOnce('RateLimiter', ({ handler, input }, output) =>
      handler === 'CheckLimit' && (output as RateLimitResult).Allowed
        ? `took ${String(input)} of the tokens`
        : undefined,
    ),
  ),
  repeated(
    slidingWindowAsPublished('error'),
    repeatsTakeEffectOnce('SlidingWindowLimiter', (_call, output) =>
      output === true ? 'took a place in the window' : undefined,
    ),
  ),
  repeated(
    aiAgentAsPublished('zero value'),
    repeatsTakeEffectOnce('AIAgent', ({ handler, input }) =>
      handler === 'SendMessage' ? `added "${String(input)}" and an answer to the conversation` : undefined,
    ),
  ),
  repeated(
    agentWithToolsAsPublished,
    repeatsTakeEffectOnce('AgentWithTools', ({ input }) => `called the model with "${String(input)}"`),
  ),
  repeated(
    records.shoppingCartAsPublished,
    repeatsTakeEffectOnce('ShoppingCart', ({ handler }) => (handler === 'AddItem' ? 'added its item' : undefined)),
  ),
  repeated(
    records.processOrderAfterAsPublished,
    repeatsTakeEffectOnce('Order', () => 'processed the order'),
  ),
];

function repeated(scenario: Scenario, invariant: Invariant): Scenario {
  const [listing = ''] = scenario.name.split(', absence');
  return {
    ...scenario,
    name: `${listing}, repeated`,
    invariants: [invariant],
    faults: { ...scenario.faults, troubles: 0, effects: false, serverRestarts: false },
  };
}
