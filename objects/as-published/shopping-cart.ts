import * as restate from '@restatedev/restate-sdk';
import { decodedJson, get } from './go.ts';

export interface CartItem {
  readonly sku: string;
  readonly quantity: number;
  readonly price: number;
}

/** In Go a list that was never made is `nil`, and `null` in JSON. */
type Cart = readonly CartItem[] | null;

/** module 04, "Virtual Object Declaration" */
export const shoppingCart = restate.object({
  name: 'ShoppingCart',
  handlers: {
    AddItem: async (ctx: restate.ObjectContext, item: CartItem): Promise<void> => {
      const [cart] = await get<Cart>(ctx, 'items', { zero: null });
      ctx.set('items', [...(cart ?? []), item]);
    },

    GetItems: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<Cart> => {
      const [items] = await get<Cart>(ctx, 'items', { zero: null });
      return items;
    }),
  },
});

/** module 04, "Calling a Virtual Object" (Add) and "State Scope" (Compare) */
export const cartCaller = restate.service({
  name: 'CartCaller',
  handlers: {
    Add: async (ctx: restate.Context, item: CartItem): Promise<void> => {
      decodedJson(await request(ctx, 'user123', 'AddItem', item));
    },

    Compare: async (ctx: restate.Context): Promise<void> => {
      decodedJson(await request(ctx, 'user123', 'Get'));
      decodedJson(await request(ctx, 'user456', 'Get'));
    },
  },
});

/** Go names a handler by a text, which no compiler compares with the handlers that there are. */
function request(ctx: restate.Context, key: string, method: string, input?: CartItem): Promise<Uint8Array> {
  const parameter = input === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(input));
  return ctx.genericCall({ service: 'ShoppingCart', key, method, parameter });
}
