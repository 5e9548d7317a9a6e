import * as restate from '@restatedev/restate-sdk';

type State = { points: number; orders: string[] };
type Earned = { order: string; points: number };

export const points = restate.object({
  name: 'Points',
  handlers: {
    earn: async (ctx: restate.ObjectContext<State>, { order, points }: Earned): Promise<void> => {
      const orders = (await ctx.get('orders')) ?? [];
      if (orders.includes(order)) return;
      ctx.set('orders', [...orders, order]);
      ctx.set('points', ((await ctx.get('points')) ?? 0) + points);
    },
    balance: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<State>): Promise<number> => (await ctx.get('points')) ?? 0,
    ),
  },
});

export type Points = typeof points;
