import * as restate from '@restatedev/restate-sdk';

/** An object with a bug: two payments in flight overdraw it, as the balance is read before the wait. */
export const purse = restate.object({
  name: 'Purse',
  handlers: {
    pay: async (ctx: restate.ObjectContext, amount: number): Promise<number> => {
      const balance = (await ctx.get<number>('balance')) ?? 10;
      ctx.set('balance', balance - Number(amount));
      await ctx.run('note', () => balance);
      return balance;
    },
    balance: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext): Promise<number> => (await ctx.get<number>('balance')) ?? 10,
    ),
  },
});

/** A service that calls the object. */
export const shop = restate.service({
  name: 'Shop',
  handlers: {
    buy: async (ctx: restate.Context, order: { readonly purse: string; readonly price: number }): Promise<number> => {
      await ctx.sleep(1_000);
      return await ctx.objectClient(purse, order.purse).pay(order.price);
    },
  },
});
