import { type Breach, callBreach, type RunView, serviceInvariant, type ServiceObserver } from '../../../sim/index.ts';
import type { Order } from '../../../objects/as-published/process-order.ts';
import type { Table } from '../database.ts';
import { count } from '../../count.ts';

/** When the run has settled, an order counts each successful request exactly once. */
export const processedOnceEach = serviceInvariant(
  'every answered request is processed exactly once',
  'OrderService',
  (view) =>
    counting(
      'OrderService',
      ({ input }) => String(input),
      (id) => (view.effect('orders') as Table<Order>).rows.get(id),
    ),
);

export const processedOnceInState = serviceInvariant(
  'every answered request is processed exactly once',
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
          message: `At the end the order ${id} is processed ${count(processed, 'time')}; ${count(times, 'request')} answered.`,
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

/** An order that was never placed is not processed. */
export const existingOrdersOnly = serviceInvariant('only an order that exists is processed', 'Order', () => {
  let written = 0;
  return {
    onWrite: (call, { value, seq }) => {
      written++;
      const { id } = value as Order;
      if (id === call.key) return undefined;
      return callBreach(call, { message: `processed an order that nobody has placed: its id is "${id}".`, seq });
    },
    exercised: () => written,
  };
});

/** The count of an order only grows. */
export const ordersStay = serviceInvariant('what was processed stays processed', 'Order', () => {
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
        message: `stored an order that is processed ${count(processed, 'time')} over one that is ${count(before, 'time')}.`,
        seq,
      });
    },
    exercised: () => written,
  };
});
