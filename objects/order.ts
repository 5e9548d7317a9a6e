/**
 * An order as a state machine: what may happen next depends on what has happened, and anything else is refused.
 *
 *     new ──place──▶ placed ──pay──▶ paid ──ship──▶ shipped ──deliver──▶ delivered ──giveBack──▶ returned
 *                      └───cancel──────┴────────▶ cancelled
 *
 * The whole machine is the table `moves`. A handler looks up its own line, so none can forget a check.
 *
 * **Asked again.** An order that was paid is not paid again: the second `pay` is refused with 422, which says what the order
 * is now. A client that may lose a response sends an idempotency key with its request, and gets the first response again.
 *
 * Payment itself is not here: `shopping-cart.ts` shows how to make an effect happen exactly once, `order-workflow.ts` how
 * to undo one. **Errors** (all terminal): 400 bad input; 422 not from this state.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

export type Status = 'new' | 'placed' | 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'returned';

export interface Goods {
  readonly sku: string;
  readonly quantity: number;
}

/** One state key. The history is bounded by the machine: no path through it has more than five moves. */
export interface Order {
  readonly status: Status;
  readonly goods: Goods | null;
  readonly history: readonly { readonly move: Move; readonly atMs: number }[];
}

/** Move -> the states that it starts from, and the one that it leads to. */
export const moves = {
  place: { from: ['new'], to: 'placed' },
  pay: { from: ['placed'], to: 'paid' },
  ship: { from: ['paid'], to: 'shipped' },
  deliver: { from: ['shipped'], to: 'delivered' },
  cancel: { from: ['placed', 'paid'], to: 'cancelled' },
  giveBack: { from: ['delivered'], to: 'returned' },
} as const satisfies Readonly<Record<string, { readonly from: readonly Status[]; readonly to: Status }>>;

export type Move = keyof typeof moves;

type OrderState = { order: Order };
type Owner = restate.ObjectContext<OrderState>;

/** One order per key. */
export const order = restate.object({
  name: 'OrderMachine',
  handlers: {
    place: async (ctx: Owner, request: Goods): Promise<Order> => {
      const { sku, quantity } = fieldsOf(request);
      return make(ctx, 'place', { sku: text('sku', sku), quantity: wholeNumber('quantity', quantity, 1, 1_000) });
    },
    pay: async (ctx: Owner): Promise<Order> => make(ctx, 'pay'),
    ship: async (ctx: Owner): Promise<Order> => make(ctx, 'ship'),
    deliver: async (ctx: Owner): Promise<Order> => make(ctx, 'deliver'),
    cancel: async (ctx: Owner): Promise<Order> => make(ctx, 'cancel'),
    giveBack: async (ctx: Owner): Promise<Order> => make(ctx, 'giveBack'),

    /** An order that was never placed is new. */
    status: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<OrderState>): Promise<Status> =>
        ((await ctx.get('order')) ?? newOrder).status,
    ),
  },
});

async function make(ctx: Owner, move: Move, goods?: Goods): Promise<Order> {
  const before = (await ctx.get('order')) ?? newOrder;
  const after = moved(before, move, await ctx.date.now());
  const order = goods === undefined ? after : { ...after, goods };
  ctx.set('order', order);
  return order;
}

// The decision, as a function of an order.

export const newOrder: Order = { status: 'new', goods: null, history: [] };

export function moved(order: Order, move: Move, atMs: number): Order {
  const { from, to } = moves[move];
  const starts: readonly Status[] = from;
  if (!starts.includes(order.status))
    refuse(422, `cannot ${move}: the order is ${order.status}, not ${from.join(' or ')}`);
  return { ...order, status: to, history: [...order.history, { move, atMs }] };
}
