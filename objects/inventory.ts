/**
 * The stock of one article: units are reserved for a while, and then taken, given back, or free again by themselves.
 *
 *     free ──reserve──▶ reserved ──confirm──▶ gone
 *      ▲                   │
 *      └──release, expire──┘
 *
 * **Time.** `reserve` sends the object a message that arrives when the time is up, and only this message ends a reservation:
 * no instants are compared. The SDK adds `forMs` to the clock of its service, and Restate delivers when its own clock has
 * come to that: keep the two together.
 *
 * **A message ends its own reservation only.** The same id may be reserved again after it was released. The message of the
 * first time is still on its way then, and must not end the second: so each reservation has a number.
 *
 * **What if an invocation is killed?** There is no rollback, and a kill takes the messages with it that the invocation has
 * sent. Then a reservation may be there that no message will ever end. `rearm` sends the messages of all reservations again.
 * Crashes and lost connections need no such care: the journal carries on.
 *
 * **Errors** (all terminal): 400 bad input; 404 there is no such reservation (any more); 422 not enough is free, or the id
 * is reserved for another number of units.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

export interface Reservation {
  /** Chosen by the client: asked for again it gives the same reservation, and does not prolong it. */
  readonly id: string;
  readonly units: number;
  readonly forMs: number;
  readonly number: number;
}

/** One state key, so that stock and reservations are never seen apart. */
export interface Stock {
  /** Units in the house, the reserved ones included. */
  readonly onHand: number;
  readonly reservations: readonly Reservation[];
  /** How many reservations there ever were; numbers them. */
  readonly made: number;
}

export interface Level {
  readonly onHand: number;
  readonly free: number;
}

type StockState = { stock: Stock };
type Owner = restate.ObjectContext<StockState>;

const ends = {
  /** The time of a reservation is up. */
  expire: restate.handlers.object.exclusive(
    { ingressPrivate: true },
    async (ctx: Owner, { id, number }: { readonly id: string; readonly number: number }): Promise<void> => {
      const stock = await load(ctx);
      const reservation = stock.reservations.find((one) => one.id === id && one.number === number);
      if (reservation !== undefined) ctx.set('stock', released(stock, reservation));
    },
  ),
};

/** By this name and its type the object sends messages to itself. */
const self = restate.object({ name: 'Inventory', handlers: ends });

/** One article per key. */
export const inventory = restate.object({
  name: 'Inventory',
  handlers: {
    ...ends,

    restock: async (ctx: Owner, request: { readonly units: number }): Promise<Level> => {
      const stock = await load(ctx);
      const units = wholeNumber('units', fieldsOf(request).units, 1, mostUnits);
      return store(ctx, restocked(stock, units));
    },

    /** @returns when the units are reserved, for `forMs` at least */
    reserve: async (
      ctx: Owner,
      request: { readonly id: string; readonly units: number; readonly forMs: number },
    ): Promise<Reservation> => {
      const { id, units, forMs } = fieldsOf(request);
      const wanted = {
        id: text('id', id, 64),
        units: wholeNumber('units', units, 1, mostUnits),
        forMs: wholeNumber('forMs', forMs, 1, longestMs),
      };
      const { stock, reservation, isNew } = reserved(await load(ctx), wanted);
      if (!isNew) return reservation;
      store(ctx, stock);
      try {
        // The time runs from the moment when the message is made. Commands travel in the background; a run only returns
        // once everything before it is stored, so that the client loses nothing of its time on the way.
        await ctx.run('reservation is stored', () => {});
      } finally {
        // Also when it was cancelled here: a reservation that is stored needs an end.
        arm(ctx, reservation);
      }
      return reservation;
    },

    /** Sends the messages of all reservations again, each with its full time. For use after a kill. */
    rearm: async (ctx: Owner): Promise<{ rearmed: number }> => {
      const { reservations } = await load(ctx);
      for (const reservation of reservations) arm(ctx, reservation);
      return { rearmed: reservations.length };
    },

    /** The units leave the house. */
    confirm: async (ctx: Owner, request: { readonly id: string }): Promise<Level> => {
      const stock = await load(ctx);
      return store(ctx, confirmed(stock, known(stock, text('id', fieldsOf(request).id, 64))));
    },

    /** The units are free again. */
    release: async (ctx: Owner, request: { readonly id: string }): Promise<Level> => {
      const stock = await load(ctx);
      return store(ctx, released(stock, known(stock, text('id', fieldsOf(request).id, 64))));
    },

    level: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<StockState>): Promise<Level> =>
      levelOf(await load(ctx)),
    ),
  },
});

function arm(ctx: Owner, { id, number, forMs }: Reservation): void {
  ctx.objectSendClient(self, ctx.key).expire({ id, number }, restate.rpc.sendOpts({ delay: forMs }));
}

async function load(ctx: restate.ObjectSharedContext<StockState>): Promise<Stock> {
  return (await ctx.get('stock')) ?? emptyStock;
}

function store(ctx: Owner, stock: Stock): Level {
  ctx.set('stock', stock);
  return levelOf(stock);
}

// The decisions, as functions of a stock.

const mostUnits = 1_000_000_000;
const longestMs = 7 * 24 * 3_600_000;
const mostReservations = 1_000;

export const emptyStock: Stock = { onHand: 0, reservations: [], made: 0 };

export function restocked(stock: Stock, units: number): Stock {
  if (stock.onHand + units > mostUnits) refuse(422, `an article has at most ${mostUnits} units in stock`);
  return { ...stock, onHand: stock.onHand + units };
}

export function reserved(
  stock: Stock,
  { id, units, forMs }: Omit<Reservation, 'number'>,
): { readonly stock: Stock; readonly reservation: Reservation; readonly isNew: boolean } {
  const present = stock.reservations.find((one) => one.id === id);
  if (present?.units === units) return { stock, reservation: present, isNew: false };
  if (present !== undefined) refuse(422, `"${id}" has ${present.units} units reserved, not ${units}`);
  const { free } = levelOf(stock);
  if (units > free) refuse(422, `${units} units are more than the ${free} that are free`);
  if (stock.reservations.length >= mostReservations) refuse(422, `${mostReservations} reservations are open already`);
  const made = stock.made + 1;
  const reservation = { id, units, forMs, number: made };
  return { stock: { ...stock, made, reservations: [...stock.reservations, reservation] }, reservation, isNew: true };
}

export function confirmed(stock: Stock, reservation: Reservation): Stock {
  return { ...released(stock, reservation), onHand: stock.onHand - reservation.units };
}

export function released(stock: Stock, { number }: Reservation): Stock {
  return { ...stock, reservations: stock.reservations.filter((one) => one.number !== number) };
}

export function levelOf({ onHand, reservations }: Stock): Level {
  return { onHand, free: reservations.reduce((free, { units }) => free - units, onHand) };
}

function known({ reservations }: Stock, id: string): Reservation {
  return reservations.find((one) => one.id === id) ?? refuse(404, `nothing is reserved as "${id}" (any more)`);
}
