import type { OrderDatabase, OrderRecord } from '../objects/process-order.ts';
import { effect, type Effect } from '../sim/index.ts';

export type OrderQuery = { readonly load: string } | { readonly save: string; readonly record: OrderRecord };

/** The rows of the database. */
export type Orders = Map<string, OrderRecord>;

/** @param takes whether a record replaces the stored one */
export function orderTable(
  takes: (record: OrderRecord, there: OrderRecord) => boolean,
): Effect<OrderQuery, OrderRecord | null> {
  return effect({
    state: (): Orders => new Map(['o1', 'o2'].map((id) => [id, { version: 0, updates: [] }])),
    apply: (orders: Orders, query: OrderQuery): OrderRecord | null => {
      if ('load' in query) {
        if (query.load === 'lost') throw new Error('the disk does not answer');
        return orders.get(query.load) ?? null;
      }
      const there = orders.get(query.save);
      if (there !== undefined && takes(query.record, there)) orders.set(query.save, query.record);
      return orders.get(query.save) ?? null;
    },
    latenciesMs: [0, 30, 900],
    // A read changes nothing, and one update saves a version at most once, so repetitions of both are harmless.
    idempotencyKey: (query) =>
      'load' in query
        ? `load ${query.load}`
        : `${query.save} ${query.record.version} ${query.record.updates.at(-1)?.id ?? ''}`,
    repetitionKeeps: (orders: Orders) => Object.fromEntries(orders),
  });
}

export interface OrderTableEffects {
  readonly orders: (query: OrderQuery) => Promise<OrderRecord | null>;
}

/** The database interface of the service. */
export function orderDatabaseOf({ orders }: OrderTableEffects): OrderDatabase {
  return {
    load: (orderId) => orders({ load: orderId }),
    save: async (orderId, record) => (await orders({ save: orderId, record })) ?? record,
  };
}
