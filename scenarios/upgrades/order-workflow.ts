import * as fc from 'fast-check';
import { screenedFirst, screenedOrderWorkflow } from '../../objects/next/order-workflow.ts';
import { orderWorkflow, type OrderServices } from '../../objects/order-workflow.ts';
import { scenario, type Scenario } from '../../sim/index.ts';
import { answersAreTrue, nothingIsLeft, outcomesAreTrue, shippedAsApproved } from '../invariants/order-workflow.ts';
import { bank, servicesOf, warehouse, type OrderEffects } from '../order-services.ts';

const APPROVAL_MS = 60_000;

const nowhere = (): Promise<never> => Promise.reject(new Error('There is no outside world outside a run.'));
const nothing: OrderServices = { reserve: nowhere, release: nowhere, charge: nowhere, refund: nowhere, ship: nowhere };
const order = orderWorkflow(nothing, APPROVAL_MS);

/** An order of so many is paid for and shipped by the old version, and looks like fraud to the new one. */
const MANY = { item: 'pen', quantity: 60, amount: 20 };

const key = fc.constantFrom('o1', 'many', 'many');

function ordersOverADeploy(
  name: string,
  to: typeof orderWorkflow,
  how: readonly ('new' | 'in-place' | 'resume' | 'rollback')[],
): Scenario {
  return scenario(name, {
    services: (effects: OrderEffects) => [orderWorkflow(servicesOf(effects), APPROVAL_MS)],
    effects: { warehouse, bank },
    // A cancelled order undoes what it did, and returns that it is cancelled.
    waivesAdvice: ['cancel-ignored'],
    operations: ({ call, send }) => [
      send(order, 'run', { key: 'o1', input: { item: 'pen', quantity: 1, amount: 20 } }),
      send(order, 'run', { key: 'many', input: MANY }),
      call(order, 'approve', { key, input: { approved: true, by: 'mia' }, afterMs: fc.constantFrom(0, 1_000) }),
      call(order, 'status', { key }),
    ],
    clients: 2,
    maxOperations: 8,
    invariants: [nothingIsLeft, shippedAsApproved, answersAreTrue, outcomesAreTrue],
    upgrade: { to: (effects: OrderEffects) => [to(servicesOf(effects), APPROVAL_MS)], how },
  });
}

/** A fraud check inside a step that was there before: by every route. */
export const screenedOrders: Scenario = ordersOverADeploy('a fraud check in the charge', screenedOrderWorkflow, [
  'new',
  'in-place',
  'resume',
  'rollback',
]);

/** A fraud check in front of the other steps: next to the old deployment. */
export const screenedNextToTheOld: Scenario = ordersOverADeploy('a fraud check first, next to the old', screenedFirst, [
  'new',
]);

/** The same in place, or for orders that are moved to the new deployment. */
export const screenedInFlight: Scenario = ordersOverADeploy(
  'a fraud check first, for orders in flight',
  screenedFirst,
  ['in-place', 'resume'],
);
