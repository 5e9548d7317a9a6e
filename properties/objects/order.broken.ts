import type * as restate from '@restatedev/restate-sdk';
import { moved, newOrder, order, type Move, type Order } from '../../objects/order.ts';
import { withHandlers } from './with-handlers.ts';

type Definition = { readonly name: string };
type Owner = restate.ObjectContext;

/** Ships an order that is not paid. */
export const shipsUnpaid: Definition = moving('ship', (before) =>
  moved(before.status === 'placed' ? { ...before, status: 'paid' } : before, 'ship', 0),
);

/** Keeps only the latest move. */
export const forgetsThePast: Definition = moving('pay', (before) => {
  const { history, ...after } = moved(before, 'pay', 0);
  return { ...after, history: history.slice(0, 1).map((first) => ({ ...first, atMs: 0 })) };
});

/** Responds that the order is cancelled, and leaves it as it was. */
export const cancelsInWordsOnly: Definition = withHandlers(order, {
  cancel: async (ctx: Owner) => moved((await ctx.get<Order>('order')) ?? newOrder, 'cancel', 0),
});

function moving(move: Move, by: (before: Order) => Order): Definition {
  return withHandlers(order, {
    [move]: async (ctx: Owner) => {
      const after = by((await ctx.get<Order>('order')) ?? newOrder);
      ctx.set('order', after);
      return after;
    },
  });
}
