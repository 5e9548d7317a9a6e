import * as fc from 'fast-check';
import { notedCart, trustingCart } from '../../objects/next/shopping-cart.ts';
import { shoppingCart, type Payments } from '../../objects/shopping-cart.ts';
import { scenario, type Scenario } from '../../sim/index.ts';
import {
  chargedAsOrdered,
  chargedOnce,
  chargesBelongToOrders,
  paidOrdersArePaid,
} from '../invariants/shopping-cart.ts';
import { payments } from '../payment-provider.ts';

/** Only to name handlers below: each run makes its own definitions, with its own payment provider. */
const nowhere: Payments = { pay: () => Promise.reject(new Error('There is no provider outside a run.')) };
const [cart, next] = [shoppingCart(nowhere), notedCart(nowhere)];

const item = { sku: 'pen', quantity: 1, unitPrice: 30 };
const who = fc.constantFrom('ann', 'bob');

function cartsOverADeploy(name: string, to: typeof notedCart): Scenario {
  return scenario(name, {
    services: (effects: Payments) => [shoppingCart(effects)],
    effects: { pay: payments },
    operations: ({ call }) => [
      call(cart, 'addItem', { key: who, input: item }),
      call(cart, 'addItem', { key: who, input: item }),
      call(cart, 'checkout', { key: who }),
      call(cart, 'view', { key: who }),
      ...(['items', 'total', 'clear'] as const).map((handler) => call(cart, handler, { key: who })),
      call(cart, 'updateQuantity', { key: who, input: { sku: 'pen', quantity: 2 } }),
      call(cart, 'removeItem', { key: who, input: { sku: 'pen' } }),
    ],
    clients: 2,
    maxOperations: 12,
    invariants: [chargedOnce, chargedAsOrdered, chargesBelongToOrders, paidOrdersArePaid],
    upgrade: {
      to: (effects: Payments) => [to(effects)],
      how: 'new',
      operations: ({ call }) => [call(next, 'note', { key: who, input: { note: 'no bag' } })],
    },
  });
}

/** A field is added to the cart, and what is stored without it is read as well. */
export const cartWithNotes: Scenario = cartsOverADeploy('a note on the cart', notedCart);

/** The new code takes for granted that a stored cart has the field. */
export const cartThatTrusts: Scenario = cartsOverADeploy('a note that every cart must have', trustingCart);
