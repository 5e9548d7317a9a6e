import * as restate from '@restatedev/restate-sdk';

interface Item {
  sku: string;
  quantity: number;
}

interface OrderRequest {
  items: Item[];
  cents: number;
}

type Status = 'new' | 'paid' | 'shipped';

interface State {
  status: Status;
}

const payments = {
  charge: async (orderId: string, cents: number): Promise<string> => `charge-${orderId}-${cents}`,
};

const warehouse = {
  ship: async (orderId: string, items: Item[]): Promise<string> => `parcel-${orderId}-${items.length}`,
};

/** Charges an order, and ships it after half an hour, in which the customer may still call the support. */
export const order = restate.object({
  name: 'Order',
  handlers: {
    place: async (ctx: restate.ObjectContext<State>, { items, cents }: OrderRequest): Promise<string> => {
      if (items.length === 0) throw new restate.TerminalError('an order needs items', { errorCode: 400 });
      const receipt = await ctx.run('charge card', () => payments.charge(ctx.key, cents));
      ctx.set('status', 'paid');
      await ctx.sleep({ minutes: 30 });
      const tracking = await ctx.run('ship', () => warehouse.ship(ctx.key, items));
      ctx.set('status', 'shipped');
      return `${receipt} ${tracking}`;
    },

    status: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<Status> => {
      return (await ctx.get('status')) ?? 'new';
    }),
  },
});
