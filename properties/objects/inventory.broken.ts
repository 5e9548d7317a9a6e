import * as restate from '@restatedev/restate-sdk';
import { emptyStock, inventory, released, reserved, type Reservation, type Stock } from '../../objects/inventory.ts';
import { fieldsOf, refuse, text, wholeNumber } from '../../objects/refuse.ts';
import { withHandlers } from './with-handlers.ts';

type Definition = { readonly name: string };
type Owner = restate.ObjectContext;
interface Wish {
  readonly id: string;
  readonly units: number;
  readonly forMs: number;
}

/** Ends any reservation with the name in the message, an earlier or a later one. */
export const expiresByName: Definition = withHandlers(inventory, {
  expire: async (ctx: Owner, { id }: Reservation) => {
    const stock = (await ctx.get<Stock>('stock')) ?? emptyStock;
    const named = stock.reservations.find((one) => one.id === id);
    if (named !== undefined) ctx.set('stock', released(stock, named));
  },
});

/** Sets no timer. */
export const neverExpires: Definition = reserving((stock, wish) => reserved(stock, wish));

/** Starts the timer of a reservation before the reservation is stored. */
export const startsTheTimeFirst: Definition = reserving(
  (stock, wish) => reserved(stock, wish),
  (ctx, { id, number, forMs }) =>
    ctx.objectSendClient(inventory, ctx.key).expire({ id, number }, restate.rpc.sendOpts({ delay: forMs })),
);

/** Ends a reservation after one and a half times its duration. */
export const expiresLate: Definition = reserving(
  (stock, wish) => reserved(stock, wish),
  (ctx, { id, number, forMs }) =>
    ctx.objectSendClient(inventory, ctx.key).expire({ id, number }, restate.rpc.sendOpts({ delay: 1.5 * forMs })),
);

/** Sends the message that ends a reservation last: a cancel before that leaves the reservation without an end. */
export const forgetsWhenCancelled: Definition = withHandlers(inventory, {
  reserve: async (ctx: Owner, { id, units, forMs }: Wish) => {
    const { stock, reservation } = reserved((await ctx.get<Stock>('stock')) ?? emptyStock, { id, units, forMs });
    ctx.set('stock', stock);
    await ctx.run('reservation is stored', () => {});
    const { number } = reservation;
    ctx.objectSendClient(inventory, ctx.key).expire({ id, number }, restate.rpc.sendOpts({ delay: forMs }));
    return reservation;
  },
});

/** Checks the stock, not the units that are free. */
export const oversells: Definition = reserving((stock, wish) => {
  if (wish.units > stock.onHand) refuse(422, 'not enough');
  const after = reserved({ ...stock, onHand: 1_000, reservations: others(stock, wish) }, wish);
  return { ...after, stock: { ...after.stock, onHand: stock.onHand } };
});

/** Hands out the units and keeps them reserved. */
export const confirmsTwice: Definition = withHandlers(inventory, {
  confirm: async (ctx: Owner, request: { readonly id: string }) => {
    const id = text('id', fieldsOf(request).id);
    const stock = (await ctx.get<Stock>('stock')) ?? emptyStock;
    const { units } = stock.reservations.find((one) => one.id === id) ?? refuse(404, 'none');
    ctx.set('stock', { ...stock, onHand: stock.onHand - units });
  },
});

function others({ reservations }: Stock, { id }: Wish): readonly Reservation[] {
  return reservations.filter((one) => one.id !== id);
}

function reserving(
  by: (stock: Stock, wish: Wish) => { readonly stock: Stock; readonly reservation: Reservation },
  first: (ctx: Owner, reservation: Reservation) => void = () => undefined,
): Definition {
  return withHandlers(inventory, {
    reserve: async (ctx: Owner, request: Wish) => {
      const { id, units, forMs } = fieldsOf(request);
      const wish = {
        id: text('id', id),
        units: wholeNumber('units', units, 1, 100),
        forMs: wholeNumber('forMs', forMs, 1, 100_000),
      };
      const { stock, reservation } = by((await ctx.get<Stock>('stock')) ?? emptyStock, wish);
      first(ctx, reservation);
      ctx.set('stock', stock);
      return reservation;
    },
  });
}
