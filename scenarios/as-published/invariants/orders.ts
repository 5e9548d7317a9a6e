import { type Breach, callBreach, type RunView, serviceInvariant, type ServiceObserver } from '../../../sim/index.ts';
import type { Order } from '../../../objects/as-published/process-order.ts';
import type { Table } from '../database.ts';
import { count } from '../../count.ts';

/** Once the run has settled, each order counts as many processings as requests got a response. */
export const processedOnceEach = serviceInvariant(
  'every request with a response is processed exactly once',
  'OrderService',
  (view) =>
    counting(
      'OrderService',
      ({ input }) => String(input),
      (id) => (view.effect('orders') as Table<Order>).rows.get(id),
    ),
);

export const processedOnceInState = serviceInvariant(
  'every request with a response is processed exactly once',
  'Order',
  (view: RunView) =>
    counting(
      'Order',
      ({ key }) => key,
      (id) => view.state('Order', id, 'order') as Order | undefined,
    ),
);

function counting(
  service: string,
  idOf: (call: { input: unknown; key: string }) => string,
  find: (id: string) => Order | undefined,
): ServiceObserver {
  const answered = new Map<string, number>();
  let judgedTimes = 0;
  return {
    onCompleted: (call, end) => {
      const id = idOf(call);
      if ('output' in end) answered.set(id, (answered.get(id) ?? 0) + 1);
      return undefined;
    },
    onSettled: (): Breach | undefined => {
      for (const [id, times] of answered) {
        judgedTimes++;
        const processed = find(id)?.processed ?? 0;
        if (processed === times) continue;
        return {
          message: `At the end the order ${id} was processed ${count(processed, 'time')}, and ${count(times, 'request')} got a response.`,
          events: [],
          handler: `${service}/ProcessOrder`,
          kind: processed < times ? 'lost' : 'repeated',
        };
      }
      return undefined;
    },
    exercised: () => judgedTimes,
  };
}

/** No client has placed these orders. */
export const existingOrdersOnly = serviceInvariant('only an order that exists is processed', 'Order', () => {
  let written = 0;
  return {
    onWrite: (call, { value, seq }) => {
      written++;
      const { id } = value as Order;
      if (id === call.key) return undefined;
      return callBreach(call, { message: `processed an order that no client has placed: its id is "${id}".`, seq });
    },
    exercised: () => written,
  };
});

/** The count of an order never goes back. */
export const ordersStay = serviceInvariant('a processed order stays processed', 'Order', () => {
  const orders = new Map<string, number>();
  let written = 0;
  return {
    onWrite: (call, { value, seq }) => {
      written++;
      const before = orders.get(call.key) ?? 0;
      const { processed } = value as Order;
      orders.set(call.key, processed);
      if (processed > before) return undefined;
      return callBreach(call, {
        message: `stored an order that was processed ${count(processed, 'time')}, in the place of one that was processed ${count(before, 'time')} before.`,
        seq,
      });
    },
    exercised: () => written,
  };
});
