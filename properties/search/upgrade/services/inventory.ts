import * as restate from '@restatedev/restate-sdk';

interface Reservation {
  cart: string;
  quantity: number;
}

interface State {
  left: number;
  reservations: Record<string, number>;
}

type Ctx = restate.ObjectContext<State>;

const INITIAL = 10;
const HOLD = { minutes: 15 };

/** The units of an article, which carts hold for a quarter of an hour. */
export const inventory = restate.object({
  name: 'Inventory',
  handlers: {
    reserve: async (ctx: Ctx, { cart, quantity }: Reservation): Promise<number> => {
      const left = (await ctx.get('left')) ?? INITIAL;
      if (left < quantity) throw new restate.TerminalError('sold out', { errorCode: 409 });
      const reservations = (await ctx.get('reservations')) ?? {};
      ctx.set('left', left - quantity);
      ctx.set('reservations', { ...reservations, [cart]: quantity });
      ctx.objectSendClient<Api>({ name: 'Inventory' }, ctx.key).release(cart, restate.rpc.sendOpts({ delay: HOLD }));
      return left - quantity;
    },

    confirm: async (ctx: Ctx, cart: string): Promise<boolean> => {
      const { [cart]: quantity, ...others } = (await ctx.get('reservations')) ?? {};
      if (quantity === undefined) return false;
      ctx.set('reservations', others);
      return true;
    },

    release: restate.handlers.object.exclusive({ ingressPrivate: true }, async (ctx: Ctx, cart: string) => {
      const { [cart]: quantity, ...others } = (await ctx.get('reservations')) ?? {};
      if (quantity === undefined) return;
      ctx.set('left', ((await ctx.get('left')) ?? 0) + quantity);
      ctx.set('reservations', others);
    }),
  },
});

type Api = typeof inventory;
