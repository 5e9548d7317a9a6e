import * as fc from 'fast-check';
import { shoppingCart, type Item, type Payments } from '../objects/shopping-cart.ts';
import { scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import {
  cartsWereThere,
  chargedAsOrdered,
  chargedOnce,
  chargesBelongToOrders,
  itemsStay,
  noCartIsStuck,
  paidOrdersArePaid,
} from './invariants/shopping-cart.ts';
import { answered, repeated } from './outcomes.ts';
import { payments } from './payment-provider.ts';

/** The bank of `cid` does not answer at first, see `payment-provider.ts`. */
const who = fc.constantFrom('ann', 'ann', 'bob', 'cid', 'cid');
const sku = fc.constantFrom('pen', 'pad', 'ink');
const PRICES = { pen: 30, pad: 120, ink: 450 } as const;
const quantity = fc.constantFrom(1, 1, 2, 5);
const item: fc.Arbitrary<Item> = fc
  .record({ sku, quantity })
  .map((drawn) => ({ ...drawn, unitPrice: PRICES[drawn.sku] }));
const afterMs = fc.constantFrom(0, 0, 30, 600, 5_000);

/** Only to name handlers below: each run makes its own definitions, with its own payment provider. */
const cart = shoppingCart({ pay: () => Promise.reject(new Error('There is no provider outside a run.')) });

/** Customers fill carts and pay, some twice at once, with a provider that fails, loses responses and declines. */
export const shoppingCartScenario: Scenario = scenario('shopping cart', {
  services: (effects: Payments) => [shoppingCart(effects)],
  effects: { pay: payments },
  operations: ({ call, send }) => [
    call(cart, 'addItem', { key: who, input: item, idempotencyKey: maybeIdempotent }),
    call(cart, 'addItem', { key: who, input: item, afterMs }),
    call(cart, 'addItem', { key: who, input: item }),
    call(cart, 'addItem', { key: 'ann', input: item }),
    call(cart, 'addItem', {
      key: 'ann',
      input: malformed(
        { sku: 'pen', quantity: 1_000, unitPrice: 30 },
        { sku: 'pen', quantity: 0, unitPrice: 30 },
        { sku: 'pen', quantity: 1, unitPrice: -30 },
        { sku: '', quantity: 1, unitPrice: 30 },
        null,
      ),
    }),
    call(cart, 'addItem', { key: 'ann', input: item.map((known) => ({ ...known, unitPrice: known.unitPrice + 1 })) }),
    call(cart, 'updateQuantity', { key: who, input: fc.record({ sku, quantity }), afterMs }),
    call(cart, 'removeItem', { key: who, input: fc.record({ sku }) }),
    call(cart, 'clear', { key: who }),
    call(cart, 'checkout', { key: who, afterMs }),
    call(cart, 'checkout', { key: who, idempotencyKey: maybeIdempotent }),
    send(cart, 'checkout', { key: who }),
    call(cart, 'items', { key: who, afterMs }),
    call(cart, 'total', { key: who, afterMs }),
    call(cart, 'view', { key: who, afterMs }),
  ],
  clients: 4,
  maxOperations: 24,
  invariants: [
    chargedOnce,
    chargedAsOrdered,
    chargesBelongToOrders,
    paidOrdersArePaid,
    itemsStay,
    cartsWereThere,
    noCartIsStuck,
  ],
  outcomes: {
    'an order is paid': answered(200, '"receipt"'),
    'a payment is declined': answered(402, 'over the limit'),
    'a checkout cannot learn how the payment ended': answered(500, 'does not answer'),
    'a cart that is being paid for refuses changes': answered(422, 'is being paid'),
    'an empty cart is not paid for': answered(422, 'the cart is empty'),
    'another price is refused': answered(422, 'remove it first'),
    'an item that is not there is refused': answered(404, 'is not in the cart'),
    'too many of an item are refused': answered(400, 'at most 1000'),
    'a bad quantity is refused': answered(400, 'quantity must be a whole number'),
    'a bad price is refused': answered(400, 'unitPrice must be a whole number'),
    'an item without a name is refused': answered(400, 'sku must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
