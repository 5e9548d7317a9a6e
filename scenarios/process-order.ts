import * as fc from 'fast-check';
import { orderService, processedOrder } from '../objects/process-order.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { nothingIsLost, processedOnce } from './invariants/process-order.ts';
import { orderDatabaseOf, orderTable, type OrderTableEffects } from './order-database.ts';
import { answered, repeated } from './outcomes.ts';

const service = orderService(
  orderDatabaseOf({ orders: () => Promise.reject(new Error('There is no database outside a run.')) }),
);

const orderId = fc.constantFrom('o1', 'o1', 'o2');
const update = fc.constantFrom('u1', 'u2', 'u3', 'u4').map((id) => ({ id, note: `note of ${id}` }));
const afterMs = fc.constantFrom(0, 0, 30, 900);

/** Clients update orders in a database and orders that are objects, and repeat requests without a response. */
export const processOrderScenario: Scenario = scenario('process order', {
  services: (effects: OrderTableEffects) => [orderService(orderDatabaseOf(effects)), processedOrder],
  effects: { orders: orderTable((record, there) => record.version === there.version + 1) },
  setup: ['o1', 'o2'].map((key): OperationSpec => ({ kind: 'call', service: 'ProcessedOrder', handler: 'open', key })),
  operations: ({ call, send }) => [
    call(service, 'process', { input: fc.record({ orderId, update }), afterMs }),
    call(service, 'process', { input: fc.record({ orderId, update }) }),
    call(service, 'process', { input: fc.record({ orderId, update }), idempotencyKey: maybeIdempotent }),
    call(processedOrder, 'process', { key: orderId, input: update, afterMs }),
    call(processedOrder, 'process', { key: 'o1', input: update }),
    send(processedOrder, 'process', { key: 'o1', input: update }),
    send(processedOrder, 'process', { key: orderId, input: update }),
    call(processedOrder, 'record', { key: orderId, afterMs }),
    call(processedOrder, 'record', { key: orderId }),
    call(processedOrder, 'open', { key: orderId }),
    call(processedOrder, 'process', { key: 'never-opened', input: update }),
    call(service, 'process', { input: fc.record({ orderId: fc.constantFrom('none', 'lost'), update }) }),
    call(service, 'process', { input: malformed({ orderId: 'o1' }, { orderId: '', update: { id: 'u', note: 'n' } }) }),
    call(processedOrder, 'process', { key: 'o1', input: malformed({ id: 'u1' }, { id: '', note: 'n' }, null) }),
  ],
  clients: 4,
  maxOperations: 14,
  invariants: [processedOnce, nothingIsLost],
  outcomes: {
    'an order is not in the database': answered(404, '\\"none\\"'),
    'an order was never opened': answered(404, 'never-opened'),
    'the database does not answer': answered(500, 'does not answer'),
    'an order without a name is refused': answered(400, 'orderId must be a text'),
    'an update without an id is refused': answered(400, 'id must be a text'),
    'an update without a note is refused': answered(400, 'note must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
    'another writer comes first': (event) =>
      event.type === 'effect began' && (event.run ?? 0) >= 3 && 'save' in (event.input as object),
  },
});
