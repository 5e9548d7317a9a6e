import * as restate from '@restatedev/restate-sdk';

type Stock = { available: number; reserved: Record<string, number> };

const FIRST_DELIVERY = 3;

/** The stock of one product. */
export const inventory = restate.object({
  name: 'Inventory',
  handlers: {
    reserve: async (ctx: restate.ObjectContext<Stock>, ask: { order: string; quantity: number }): Promise<void> => {
      const available = (await ctx.get('available')) ?? FIRST_DELIVERY;
      const reserved = (await ctx.get('reserved')) ?? {};
      if (reserved[ask.order] !== undefined) return;
      if (available < ask.quantity) throw new restate.TerminalError(`${ctx.key} is sold out`, { errorCode: 409 });
      ctx.set('available', available - ask.quantity);
      ctx.set('reserved', { ...reserved, [ask.order]: ask.quantity });
    },

    release: async (ctx: restate.ObjectContext<Stock>, order: string): Promise<void> => {
      const { [order]: quantity, ...others } = (await ctx.get('reserved')) ?? {};
      if (quantity === undefined) return;
      ctx.set('available', ((await ctx.get('available')) ?? FIRST_DELIVERY) + quantity);
      ctx.set('reserved', others);
    },
  },
});

export type Inventory = typeof inventory;
