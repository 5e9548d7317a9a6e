import * as fc from 'fast-check';
import { order } from '../objects/order.ts';
import { scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { historyStays, pathsAreLegal } from './invariants/order.ts';
import { orderModel } from './models/order.ts';
import { answered, repeated } from './outcomes.ts';

const key = fc.constantFrom('o1', 'o1', 'o2', 'shipped');
const afterMs = fc.constantFrom(0, 0, 10, 50);
const ask = { kind: 'call', service: 'OrderMachine' } as const;
const goods = { sku: 'pen', quantity: 1 };

/** Clients make moves of the same three orders, in any order, twice, and too late. */
export const orderScenario: Scenario = scenario('order', {
  services: [order],
  setup: [
    { ...ask, handler: 'place', key: 'o1', input: goods },
    { ...ask, handler: 'place', key: 'shipped', input: goods },
    { ...ask, handler: 'pay', key: 'shipped' },
    { ...ask, handler: 'ship', key: 'shipped' },
  ],
  operations: ({ call, send }) => [
    call(order, 'place', { key, input: goods }),
    call(order, 'pay', { key, afterMs }),
    call(order, 'pay', { key, idempotencyKey: maybeIdempotent }),
    send(order, 'pay', { key }),
    call(order, 'ship', { key, afterMs }),
    call(order, 'deliver', { key, afterMs }),
    call(order, 'giveBack', { key, afterMs }),
    call(order, 'cancel', { key, afterMs: fc.constantFrom(0, 50) }),
    call(order, 'status', { key, afterMs }),
    call(order, 'status', { key }),
    call(order, 'place', { key: 'o3', input: malformed({ sku: '', quantity: 1 }, { sku: 'pen', quantity: 0 }, null) }),
  ],
  clients: 4,
  maxOperations: 18,
  invariants: [pathsAreLegal, historyStays],
  model: orderModel,
  outcomes: {
    'an order is returned': answered(200, '"status":"returned"'),
    'an order is cancelled': answered(200, '"status":"cancelled"'),
    'an order is placed twice': answered(422, 'cannot place'),
    'an order is paid twice': answered(422, 'the order is paid, not placed'),
    'an order is shipped before it is paid': answered(422, 'cannot ship: the order is placed'),
    'an order is delivered too early': answered(422, 'cannot deliver'),
    'an order is returned too early': answered(422, 'cannot giveBack'),
    'an order is cancelled too late': answered(422, 'cannot cancel: the order is shipped'),
    'an order without an article is refused': answered(400, 'sku must be a text'),
    'a bad quantity is refused': answered(400, 'quantity must be a whole number'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
