import type * as restate from '@restatedev/restate-sdk';
import {
  emptyCart,
  paid,
  paying,
  reopened,
  shoppingCart,
  totalOf,
  withItem,
  type Cart,
  type Item,
  type Payments,
  type Receipt,
} from '../../objects/shopping-cart.ts';
import { fieldsOf, text, wholeNumber } from '../../objects/refuse.ts';
import { shared, withHandlers } from './with-handlers.ts';

type Owner = restate.ObjectContext;
type Definition = { readonly name: string };
type Broken = (payments: Payments) => Definition;

/** Calls the provider without an idempotency key. */
export const paysWithoutKey: Broken = ({ pay }) =>
  shoppingCart({ pay: (request) => pay({ ...request, idempotencyKey: '' }) });

/** Charges first and stores the order afterwards, with the receipt. */
export const chargesFirst: Broken = checkingOut(async (ctx, cart, order, charge) => {
  const receipt = await charge();
  ctx.set('cart', paid(cart, { ...order, receipt }));
  return { ...order, receipt };
});

/** Charges without waiting until the order is stored. */
export const doesNotWait: Broken = checkingOut(async (ctx, cart, order, charge) => {
  ctx.set('cart', cart);
  const receipt = await charge();
  ctx.set('cart', paid(cart, { ...order, receipt }));
  return { ...order, receipt };
});

/** Takes any error for a refusal, and starts a new order at the next checkout: with a new key, for the same items. */
export const takesSilenceForNo: Broken = checkingOut(async (ctx, cart, order, charge) => {
  ctx.set('cart', cart);
  await ctx.run('order is stored', () => {});
  try {
    const receipt = await charge();
    ctx.set('cart', paid(cart, { ...order, receipt }));
    return { ...order, receipt };
  } catch (error) {
    ctx.set('cart', reopened(cart));
    throw error;
  }
});

/** Takes a lost response for success. */
export const takesSilenceForYes: Broken = checkingOut(async (ctx, cart, order, charge) => {
  ctx.set('cart', cart);
  await ctx.run('order is stored', () => {});
  const receipt = await charge().catch((): Receipt => ({ paymentId: `none for ${order.idempotencyKey}` }));
  ctx.set('cart', paid(cart, { ...order, receipt }));
  return { ...order, receipt };
});

/** Leaves the cart in paying when the provider has refused. */
export const staysInPaying: Broken = checkingOut(async (ctx, cart, order, charge) => {
  ctx.set('cart', cart);
  await ctx.run('order is stored', () => {});
  const receipt = await charge();
  ctx.set('cart', paid(cart, { ...order, receipt }));
  return { ...order, receipt };
});

/** Accepts items during a payment, and loses them. */
export const sellsWhilePaying: Broken = (payments) =>
  withHandlers(shoppingCart(payments), {
    addItem: async (ctx: Owner, item: Item) => {
      const cart = await load(ctx);
      const { items } = withItem({ ...cart, paying: null }, itemFrom(item));
      ctx.set('cart', { ...cart, items });
      return items;
    },
  });

/** Keeps a copy of the totals, and does not update it. */
export const showsAnOldTotal: Broken = (payments) => {
  const totals = new Map<string, number>();
  return withHandlers(shoppingCart(payments), {
    total: shared(async (ctx) => {
      const { items } = await load(ctx);
      if (!totals.has(ctx.key)) totals.set(ctx.key, totalOf(items));
      return totals.get(ctx.key);
    }),
  });
};

type Checkout = (
  ctx: Owner,
  cart: Cart,
  order: ReturnType<typeof paying>['order'],
  charge: () => Promise<Receipt>,
) => Promise<unknown>;

function checkingOut(checkout: Checkout): Broken {
  return ({ pay }) =>
    withHandlers(shoppingCart({ pay }), {
      checkout: async (ctx: Owner) => {
        const { cart, order } = paying(await load(ctx), ctx.key);
        const { idempotencyKey, amount } = order;
        const charge = async (): Promise<Receipt> =>
          // One attempt: the planted bugs are in what a checkout does when the response of the payment is lost.
          ctx.run('pay', () => pay({ idempotencyKey, amount, cart: ctx.key }), { maxRetryAttempts: 1 });
        return checkout(ctx, cart, order, charge);
      },
    });
}

async function load(ctx: restate.ObjectSharedContext): Promise<Cart> {
  return (await ctx.get<Cart>('cart')) ?? emptyCart;
}

/** The same checks as in the correct cart: the planted bug is the only difference. */
function itemFrom(item: Item): Item {
  const { sku, quantity, unitPrice } = fieldsOf(item);
  return {
    sku: text('sku', sku),
    quantity: wholeNumber('quantity', quantity, 1, 1_000),
    unitPrice: wholeNumber('unitPrice', unitPrice, 1, 10_000_000_000),
  };
}
