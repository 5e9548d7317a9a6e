import * as restate from '@restatedev/restate-sdk';
import { get } from './go.ts';

export interface Order {
  readonly id: string;
  /** How often it was processed: what stands for the "Process..." that the listings leave open. */
  readonly processed: number;
}

export interface OrderUpdate {
  readonly note: string;
}

/** The database, which the listing calls and does not define. */
export interface OrderDB {
  readonly loadFromDB: (orderID: string) => Promise<Order>;
  readonly saveToD: (order: Order) => Promise<void>;
}

/** module 04, "Before (stateless)" */
export function processOrderBefore({ loadFromDB, saveToD }: OrderDB) {
  return restate.service({
    name: 'OrderService',
    handlers: {
      ProcessOrder: async (_ctx: restate.Context, orderID: string): Promise<void> => {
        const order = await loadFromDB(orderID);
        await saveToD(processed(order));
      },
    },
  });
}

/** module 04, "After (stateful)" */
export const processOrderAfter = restate.object({
  name: 'Order',
  handlers: {
    ProcessOrder: async (ctx: restate.ObjectContext, _update: OrderUpdate): Promise<void> => {
      const [order] = await get<Order>(ctx, 'order', { zero: { id: '', processed: 0 } });
      ctx.set('order', processed(order));
    },
  },
});

function processed(order: Order): Order {
  return { ...order, processed: order.processed + 1 };
}
