import * as fc from 'fast-check';
import { type Invariant, type Json, type OperationSpec, type Scenario, settles } from '../../sim/index.ts';
import { agentWithToolsAsPublished, aiAgentAsPublished } from './agents.ts';
import * as agent from './invariants/ai-agent.ts';
import { debitsAreExact } from './invariants/bank-account.ts';
import * as cart from './invariants/shopping-cart.ts';
import { ordersStay } from './invariants/orders.ts';
import { databaseKeepsUp } from './invariants/profiles.ts';
import { levelsInRange } from './invariants/rate-limiter.ts';
import { messagesStay } from './invariants/agent-with-tools.ts';
import { logsStay } from './invariants/sliding-window-limiter.ts';
import { rateLimiterAsPublished, slidingWindowAsPublished } from './limiters.ts';
import * as records from './records.ts';

const account = records.userAccountAsPublished('zero value');
const UPDATE = { UserID: '', Name: 'Anna', Email: 'anna@example.com' };
const limiter = rateLimiterAsPublished('zero value');

/**
 * A cancelled handler gets the error from its next `restate.Get` or `restate.Run`. These listings drop that error, or take it
 * for missing state.
 */
export const CANCELLED: readonly Scenario[] = [
  cancelled(
    { ...records.bankAccountAsPublished('zero value'), ...requests('BankAccount', 'Debit', [-10], [5, -0.3]) },
    [debitsAreExact],
  ),
  cancelled({ ...limiter, operations: requests('RateLimiter', 'CheckLimit', [], [1]).operations }, [levelsInRange]),
  cancelled(slidingWindowAsPublished('error'), [logsStay]),
  cancelled(aiAgentAsPublished('zero value'), [agent.timesAreTrue]),
  cancelled(
    {
      ...agentWithToolsAsPublished,
      ...requests(
        'AgentWithTools',
        'SendMessage',
        ['weather in Rome', 'weather in Rome'],
        ['hello', 'weather in Oslo'],
      ),
    },
    [messagesStay],
  ),
  cancelled({ ...account, operations: requests('UserAccount', 'UpdateProfile', [], [UPDATE]).operations }, [
    databaseKeepsUp('UserAccount'),
  ]),
  cancelled(records.shoppingCartAsPublished, [cart.itemsStay]),
  cancelled(records.processOrderAfterAsPublished, [ordersStay]),
];

/** @param setup requests before the run, so that there is state that can be lost */
function requests(service: string, handler: string, setup: readonly Json[], inputs: readonly Json[]) {
  const request = (input: Json): OperationSpec => ({ kind: 'call', service, handler, key: 'ann', input });
  return { setup: setup.map(request), operations: [fc.constantFrom(...inputs).map(request)] };
}

/** State is fetched when a handler reads it, as the server does when there is more than it sends along. */
function cancelled(scenario: Scenario, invariants: readonly Invariant[]): Scenario {
  const [listing = ''] = scenario.name.split(', absence');
  return {
    ...scenario,
    name: `${listing}, cancelled`,
    invariants: [settles(['resume']), ...invariants.map((invariant) => ofTheCancelled(invariant))],
    faults: { ...scenario.faults, troubles: 0, effects: false, serverRestarts: false, operators: true },
    server: { eagerStateBytes: 0 },
  };
}

/** Judges cancelled invocations only; the scenario of the listing itself judges the others. */
function ofTheCancelled(invariant: Invariant): Invariant {
  return {
    ...invariant,
    watch: (view) => {
      const watcher = invariant.watch(view);
      const cancelled = new Set<string>();
      let before = 0;
      let exercised = 0;
      return {
        see: (event) => {
          if (event.type === 'cancel requested') cancelled.add(event.invocation);
          const breach = watcher.see?.(event);
          const own = 'invocation' in event && cancelled.has(event.invocation ?? '');
          if (own) exercised += watcher.exercised() - before;
          before = watcher.exercised();
          return own ? breach : undefined;
        },
        exercised: () => exercised,
      };
    },
  };
}
