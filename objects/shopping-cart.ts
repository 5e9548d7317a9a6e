/**
 * A shopping cart per customer, paid for exactly once.
 *
 *     open ──checkout──▶ paying ──paid──▶ open, empty (the order is in `lastOrder`)
 *                          └────declined──▶ open, with its items
 *
 * **Payment** is a function that you hand in. It must be idempotent in `idempotencyKey`, as payment providers are: asked
 * twice, it charges once and gives the same receipt. It runs inside `ctx.run`, which calls it *at least* once, and again
 * if a process dies after the money moved but before that was stored. To say no it throws `declined(reason)`. Any other
 * error means that the outcome is unknown, and is retried.
 *
 * **Never half-paid.** Before money can move, the order — key, amount, items — is durable as `paying`, and while it is,
 * nothing in the cart can change (422). Whatever then goes wrong (a crash, the provider unreachable, the invocation
 * cancelled or killed at any point), the next `checkout` finds that order and asks the provider about the same key and the
 * same amount. Only the provider's word ends it: a receipt or a refusal. A refused order's key is never used again, because
 * a provider remembers refusals too.
 *
 * **After payment** the cart is empty and open: a second click on "pay" finds an empty cart (422), not a second payment.
 *
 * Prices are whole minor units and come with the item: let the service that knows the catalogue add items, not the browser.
 * Clearing the state of a cart by hand resets its order numbers, and with them the idempotency keys.
 *
 * **Errors** (all terminal): 400 bad input; 402 declined; 404 no such item; 422 not in this state of the cart. While the
 * outcome of a payment is unknown, `checkout` ends with the error that stopped it.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

/** The outside world that this cart needs. */
export interface Payments {
  readonly pay: (request: PaymentRequest) => Promise<Receipt>;
}

export interface PaymentRequest {
  /** The same forevery call on behalf of one order, and for no other order. */
  readonly idempotencyKey: string;
  /** Whole minor units. */
  readonly amount: number;
  /** The key of the cart, to print on the statement. */
  readonly cart: string;
}

export interface Receipt {
  readonly paymentId: string;
}

/** What `pay` throws when the provider has said no, once and for all. */
export function declined(reason: string): restate.TerminalError {
  return new restate.TerminalError(reason, { errorCode: declinedCode });
}

export interface Item {
  readonly sku: string;
  readonly quantity: number;
  /** Whole minor units, at least 1. */
  readonly unitPrice: number;
}

export interface Order {
  readonly idempotencyKey: string;
  readonly amount: number;
  readonly items: readonly Item[];
}

export interface PaidOrder extends Order {
  readonly receipt: Receipt;
}

/** What a cart keeps. One state key: items and payment must never be seen, or written, one without the other. */
export interface Cart {
  readonly items: readonly Item[];
  /** How many orders were ever begun; numbers them. */
  readonly orders: number;
  /** Set while paying: the order that money may have moved for. */
  readonly paying: Order | null;
  readonly lastOrder: PaidOrder | null;
}

type CartState = { cart: Cart };
type Owner = restate.ObjectContext<CartState>;
type Reader = restate.ObjectSharedContext<CartState>;

/**
 * One cart per key.
 *
 * @example
 * restate.serve({ services: [shoppingCart({ pay: (request) => provider.charge(request) })] });
 */
export function shoppingCart(payments: Payments) {
  return restate.object({ name: 'ShoppingCart', handlers: cartHandlers(payments) });
}

/** Its handlers, for a version that has others next to them. */
export function cartHandlers({ pay }: Payments) {
  return {
    /** Adds to what is there. An item already in the cart must come at the same price. */
    addItem: async (ctx: Owner, item: Item): Promise<readonly Item[]> => {
      return store(ctx, withItem(await load(ctx), itemFrom(item)));
    },

    removeItem: async (ctx: Owner, request: { readonly sku: string }): Promise<readonly Item[]> => {
      return store(ctx, withoutItem(await load(ctx), text('sku', fieldsOf(request).sku)));
    },

    /** To a quantity of at least 1; `removeItem` takes the item out. */
    updateQuantity: async (
      ctx: Owner,
      request: { readonly sku: string; readonly quantity: number },
    ): Promise<readonly Item[]> => {
      const { sku, quantity } = fieldsOf(request);
      return store(ctx, withQuantity(await load(ctx), text('sku', sku), quantityFrom(quantity)));
    },

    /** Empties the cart. What was ordered stays on record. */
    clear: async (ctx: Owner): Promise<readonly Item[]> => store(ctx, emptied(await load(ctx))),

    /** Pays for what is in the cart, or finishes a checkout whose outcome is still unknown. */
    checkout: async (ctx: Owner): Promise<PaidOrder> => {
      const { cart, order } = paying(await load(ctx), ctx.key);
      store(ctx, cart);
      // Commands travel in the background. A run only returns once it is stored, and everything before it: from here
      // on the order survives even a kill. Without this line `pay` could start before the order is durable.
      await ctx.run('order is stored', () => {});
      try {
        const receipt = await ctx.run(
          'pay',
          () => pay({ idempotencyKey: order.idempotencyKey, amount: order.amount, cart: ctx.key }),
          // A bound, so that an unreachable provider does not keep the cart locked. The order stays `paying`.
          { initialRetryInterval: 200, maxRetryAttempts: 10 },
        );
        const paidOrder = { ...order, receipt };
        store(ctx, paid(cart, paidOrder));
        return paidOrder;
      } catch (error) {
        // Only the provider can decline. Cancelled, or out of retries: the money may have moved, so the order stays.
        if (isDecline(error)) store(ctx, reopened(cart));
        throw error;
      }
    },

    items: restate.handlers.object.shared(async (ctx: Reader): Promise<readonly Item[]> => (await load(ctx)).items),

    total: restate.handlers.object.shared(async (ctx: Reader): Promise<number> => totalOf((await load(ctx)).items)),

    /** Everything, read in one piece. */
    view: restate.handlers.object.shared(async (ctx: Reader): Promise<Cart> => load(ctx)),
  };
}

async function load(ctx: Reader): Promise<Cart> {
  return (await ctx.get('cart')) ?? emptyCart;
}

function store(ctx: Owner, cart: Cart): readonly Item[] {
  ctx.set('cart', cart);
  return cart.items;
}

function itemFrom(item: Item): Item {
  const { sku, quantity, unitPrice } = fieldsOf(item);
  return {
    sku: text('sku', sku),
    quantity: quantityFrom(quantity),
    unitPrice: wholeNumber('unitPrice', unitPrice, 1, mostPerUnit),
  };
}

function quantityFrom(value: unknown): number {
  return wholeNumber('quantity', value, 1, mostPerItem);
}

/** Checks the code: an error that went through the journal is not the object that was thrown. */
function isDecline(error: unknown): boolean {
  return error instanceof restate.TerminalError && error.code === declinedCode;
}

const declinedCode = 402;

// The decisions, as functions of a cart.

/** Together these keep every total within the exact numbers: 100 x 1,000 x 10^10 = 10^15. */
const mostItems = 100;
const mostPerItem = 1_000;
const mostPerUnit = 10_000_000_000;

export const emptyCart: Cart = { items: [], orders: 0, paying: null, lastOrder: null };

export function withItem(cart: Cart, item: Item): Cart {
  const items = itemsToChange(cart);
  const present = items.find(({ sku }) => sku === item.sku);
  if (present === undefined) {
    if (items.length >= mostItems) refuse(422, `a cart holds at most ${mostItems} different items`);
    return { ...cart, items: [...items, item] };
  }
  if (present.unitPrice !== item.unitPrice)
    refuse(422, `"${item.sku}" is in the cart at ${present.unitPrice}, not ${item.unitPrice}: remove it first`);
  return withQuantity(cart, item.sku, present.quantity + item.quantity);
}

export function withoutItem(cart: Cart, sku: string): Cart {
  const items = itemsToChange(cart).filter((item) => item.sku !== sku);
  if (items.length === cart.items.length) refuse(404, `"${sku}" is not in the cart`);
  return { ...cart, items };
}

export function withQuantity(cart: Cart, sku: string, quantity: number): Cart {
  const items = itemsToChange(cart);
  if (!items.some((item) => item.sku === sku)) refuse(404, `"${sku}" is not in the cart`);
  if (quantity > mostPerItem) refuse(400, `a cart holds at most ${mostPerItem} of an item`);
  return { ...cart, items: items.map((item) => (item.sku === sku ? { ...item, quantity } : item)) };
}

export function emptied(cart: Cart): Cart {
  itemsToChange(cart);
  return { ...cart, items: [] };
}

/** Begins an order for what is in the cart, or finds the one that is still undecided. */
export function paying(cart: Cart, key: string): { cart: Cart; order: Order } {
  if (cart.paying !== null) return { cart, order: cart.paying };
  if (cart.items.length === 0) refuse(422, 'the cart is empty');
  const orders = cart.orders + 1;
  const order = { idempotencyKey: `${key}/${orders}`, amount: totalOf(cart.items), items: cart.items };
  return { cart: { ...cart, orders, paying: order }, order };
}

export function paid(cart: Cart, order: PaidOrder): Cart {
  return { ...cart, items: [], paying: null, lastOrder: order };
}

export function reopened(cart: Cart): Cart {
  return { ...cart, paying: null };
}

export function totalOf(items: readonly Item[]): number {
  return items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
}

function itemsToChange(cart: Cart): readonly Item[] {
  if (cart.paying === null) return cart.items;
  return refuse(422, `order ${cart.paying.idempotencyKey} is being paid: call checkout to learn how it ended`);
}
