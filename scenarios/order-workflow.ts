import * as fc from 'fast-check';
import { orderWorkflow, type OrderServices } from '../objects/order-workflow.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed } from './inputs.ts';
import { answersAreTrue, nothingIsLeft, outcomesAreTrue, shippedAsApproved } from './invariants/order-workflow.ts';
import { bank, servicesOf, warehouse, type OrderEffects } from './order-services.ts';
import { answered, ended } from './outcomes.ts';

const APPROVAL_MS = 60_000;

const nowhere = (): Promise<never> => Promise.reject(new Error('There is no outside world outside a run.'));
const nothing: OrderServices = { reserve: nowhere, release: nowhere, charge: nowhere, refund: nowhere, ship: nowhere };
const order = orderWorkflow(nothing, APPROVAL_MS);

/** An ordinary order, and orders that fail: no stock, no money, no shipping, and a bank that does not answer. */
const PLACED = {
  o1: { item: 'pen', quantity: 1, amount: 20 },
  gone: { item: 'unicorn', quantity: 1, amount: 20 },
  dear: { item: 'pen', quantity: 100, amount: 5_000 },
  heavy: { item: 'piano', quantity: 1, amount: 20 },
  far: { item: 'pen', quantity: 1, amount: 13 },
} as const;

const key = fc.constantFrom('o1', 'gone', 'dear', 'heavy', 'far', 'o2');
const placed = fc.constantFrom(...Object.entries(PLACED)).map(([name, input]): OperationSpec => ({
  kind: 'send',
  service: 'OrderWorkflow',
  handler: 'run',
  key: name,
  input,
}));
const request = fc.record({
  item: fc.constantFrom('pen', 'unicorn'),
  quantity: fc.constantFrom(1, 2),
  amount: fc.constantFrom(20, 5_000),
});
/** Times around the deadline of an approval. */
const afterMs = fc.constantFrom(0, 0, 1_000, APPROVAL_MS - 1, APPROVAL_MS, APPROVAL_MS + 700);
const decision = fc.record({ approved: fc.constantFrom(true, true, false), by: fc.constantFrom('mia', 'max') });

/** Orders are placed, approved and refused, in time and too late, with a warehouse and a bank that fail. */
export function orderWorkflows(make: typeof orderWorkflow): Scenario {
  return scenario('order workflow', {
    services: (effects: OrderEffects) => [make(servicesOf(effects), APPROVAL_MS)],
    effects: { warehouse, bank },
    // A cancelled order undoes what it did, and returns that it is cancelled.
    waivesAdvice: ['cancel-ignored'],
    operations: ({ call }) => [
      placed,
      placed,
      placed,
      call(order, 'run', { key: fc.constantFrom('o2', 'o1'), input: request }),
      call(order, 'approve', { key, input: decision, afterMs }),
      call(order, 'approve', { key, input: { approved: true, by: 'mia' }, afterMs }),
      call(order, 'approve', { key, input: decision }),
      call(order, 'approve', { key, input: malformed({ approved: 'yes', by: 'mia' }, { approved: true }, null) }),
      call(order, 'status', { key, afterMs }),
      call(order, 'status', { key }),
      call(order, 'run', { key: 'o4', input: malformed({ item: 'pen', quantity: 0, amount: 1 }, null) }),
    ],
    clients: 4,
    maxOperations: 16,
    invariants: [nothingIsLeft, shippedAsApproved, answersAreTrue, outcomesAreTrue],
    outcomes: {
      'an order is shipped': ended('"status":"shipped"'),
      'an order is out of stock': ended('out of stock'),
      'a card is declined': ended('declined'),
      'the bank does not answer': ended('does not answer'),
      'an order that cannot be shipped is refunded': ended('cannot ship'),
      'an order is refused by a person': ended('refused by m'),
      'an order is refused by the clock': ended('refused by the clock'),
      'an approval comes too late': answered(422, 'too late: it was refused by the clock'),
      'an approver is contradicted': answered(422, 'too late: it was approved'),
      'an order that does not exist is read': answered(404, 'there is no order'),
      'an order is placed twice': answered(409, 'already invoked'),
      'a bad order is refused': answered(400, 'quantity must be a whole number'),
      'a bad approval is refused': answered(400, 'approved must be true or false'),
      'a nameless approver is refused': answered(400, 'by must be a text'),
      'a request that is not an object is refused': answered(400, 'expected an object'),
      'an order waits for its approval': answered(200, 'awaiting approval'),
    },
  });
}

export const orderWorkflowScenario: Scenario = orderWorkflows(orderWorkflow);
