import * as restate from '@restatedev/restate-sdk';

export interface CartItem {
  readonly sku: string;
  readonly quantity: number;
  readonly price: number;
}

/** module 04, "Virtual Object Declaration" */
export const shoppingCart = restate.object({
  name: 'ShoppingCart',
  handlers: {
    AddItem: async (ctx: restate.ObjectContext, item: CartItem): Promise<void> => {
      const cart = (await ctx.get<readonly CartItem[]>('items')) ?? [];
      ctx.set('items', [...cart, item]);
    },

    // A list that was never made is `nil` in Go, and `null` in JSON.
    GetItems: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext): Promise<readonly CartItem[] | null> => ctx.get('items'),
    ),
  },
});

/** module 04, "Calling a Virtual Object" (Add) and "State Scope" (Compare) */
export const cartCaller = restate.service({
  name: 'CartCaller',
  handlers: {
    Add: async (ctx: restate.Context, item: CartItem): Promise<void> => {
      await ctx.objectClient(shoppingCart, 'user123').AddItem(item);
    },

    Compare: async (ctx: restate.Context): Promise<void> => {
      await get(ctx, 'user123');
      await get(ctx, 'user456');
    },
  },
});

/** Go names a handler by a text, which no compiler compares with the handlers that there are. */
function get(ctx: restate.Context, key: string): Promise<unknown> {
  return ctx.genericCall({ service: 'ShoppingCart', key, method: 'Get', parameter: new Uint8Array() });
}
