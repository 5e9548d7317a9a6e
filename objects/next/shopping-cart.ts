/**
 * The second version of the shopping cart: a cart has a note for the packer, which is seen in `view`.
 *
 * **Carts of the first version have no note.** What reads one must expect that; `view` does, with an empty one. All other
 * handlers keep what they do not know (`...cart`), so those of the first version may run again after a roll-back.
 *
 * **Next to the old deployment**, and not in place: a `view` that has stored its answer, without the note, and is interrupted
 * before it ends would give another answer, and Restate would not take it (error 570).
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, text } from '../refuse.ts';
import { cartHandlers, emptyCart, type Cart, type Payments } from '../shopping-cart.ts';

/** As it is stored: a cart of the first version lacks the note. */
type StoredCart = Cart & { readonly note?: string };
type NotedState = { cart: StoredCart };

/** One cart per key. */
export function notedCart(payments: Payments) {
  return cartWithNotes(payments, (cart) => cart.note ?? '');
}

/** The same, forgetting that carts of the first version are stored: their `view` fails again and again. */
export function trustingCart(payments: Payments) {
  return cartWithNotes(payments, (cart) => (cart as Required<StoredCart>).note.trim());
}

function cartWithNotes(payments: Payments, noteOf: (cart: StoredCart) => string) {
  return restate.object({
    name: 'ShoppingCart',
    handlers: {
      ...cartHandlers(payments),

      note: async (ctx: restate.ObjectContext<NotedState>, request: { readonly note: string }): Promise<string> => {
        const note = text('note', fieldsOf(request).note);
        ctx.set('cart', { ...((await ctx.get('cart')) ?? emptyCart), note });
        return note;
      },

      view: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<NotedState>): Promise<Required<StoredCart>> => {
          const cart = (await ctx.get('cart')) ?? { ...emptyCart, note: '' };
          return { ...cart, note: noteOf(cart) };
        },
      ),
    },
  });
}
