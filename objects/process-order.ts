/**
 * The guide's `ProcessOrder`, before and after: orders in a database that a stateless service changes, and orders that are
 * objects. Both take the same updates, and both process each of them once.
 *
 * **Before.** Two invocations may load the same version. So the database is asked to save a version only over the one before
 * it, and the second writer loads again. Load and save run in `ctx.run`: at least once each, which the version makes
 * harmless. A save whose answer was lost is recognised by the update's id.
 *
 * **After.** Restate keeps the order and lets one invocation at a time change it: no versions, no second round, no database.
 * What it does *not* do is to recognise an update that a client sends twice. For that the id is still needed.
 *
 * **Errors** (all terminal): 400 bad input; 404 no such order; 422 more updates than an order may have; 429
 * too many writers at once.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text } from './refuse.ts';

export interface OrderUpdate {
  /** Chosen by the client: the same id is the same update. */
  readonly id: string;
  readonly note: string;
}

export interface OrderRecord {
  readonly version: number;
  /** Every update that was processed, oldest first. */
  readonly updates: readonly OrderUpdate[];
}

/** The outside world of the service. */
export interface OrderDatabase {
  readonly load: (orderId: string) => Promise<OrderRecord | null>;
  /** Takes the record if its version follows the one that is there. @returns the record that is there afterwards */
  readonly save: (orderId: string, record: OrderRecord) => Promise<OrderRecord>;
}

/** Before: stateless, so that every call asks the database, twice. */
export function orderService({ load, save }: OrderDatabase) {
  return restate.service({
    name: 'OrderService',
    handlers: {
      process: async (
        ctx: restate.Context,
        request: { readonly orderId: string; readonly update: OrderUpdate },
      ): Promise<OrderRecord> => {
        const { orderId, update } = fieldsOf(request);
        const [id, wanted] = [text('orderId', orderId), updateFrom(update as OrderUpdate)];
        let there = await ctx.run('load', () => load(id), patience);
        for (let round = 1; round <= mostRounds; round++) {
          const before = there ?? refuse(404, `there is no order "${id}"`);
          const after = processed(before, wanted);
          if (after === before) return before;
          there = await ctx.run('save', () => save(id, after), patience);
        }
        if (there?.updates.some((one) => one.id === wanted.id)) return there;
        return refuse(429, `${mostRounds} other updates of order "${id}" came first`);
      },
    },
  });
}

type OrderState = { record: OrderRecord };

/** After: one order per key. */
export const processedOrder = restate.object({
  name: 'ProcessedOrder',
  handlers: {
    /** Begins an order. One that is there already stays as it is. */
    open: async (ctx: restate.ObjectContext<OrderState>): Promise<OrderRecord> => {
      const record = (await ctx.get('record')) ?? newRecord;
      ctx.set('record', record);
      return record;
    },

    process: async (ctx: restate.ObjectContext<OrderState>, request: OrderUpdate): Promise<OrderRecord> => {
      const record = processed(await load(ctx), updateFrom(request));
      ctx.set('record', record);
      return record;
    },

    record: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<OrderState>): Promise<OrderRecord> =>
      load(ctx),
    ),
  },
});

/** Not the zero value: a key that is mistyped must not become an order. */
async function load(ctx: restate.ObjectSharedContext<OrderState>): Promise<OrderRecord> {
  return (await ctx.get('record')) ?? refuse(404, `there is no order "${ctx.key}"`);
}

/** A caller waits: a database that cannot be reached ends the call after some seconds. */
const patience = { initialRetryInterval: 100, maxRetryAttempts: 8 };
const mostRounds = 6;

function updateFrom(update: OrderUpdate): OrderUpdate {
  const { id, note } = fieldsOf(update);
  return { id: text('id', id, 64), note: text('note', note, 1_000) };
}

// The decision, as a function of a record.

export const newRecord: OrderRecord = { version: 0, updates: [] };
const mostUpdates = 1_000;

/** @returns the same record where the update was processed before */
export function processed(record: OrderRecord, update: OrderUpdate): OrderRecord {
  if (record.updates.some(({ id }) => id === update.id)) return record;
  if (record.updates.length >= mostUpdates) refuse(422, `an order has at most ${mostUpdates} updates`);
  return { version: record.version + 1, updates: [...record.updates, update] };
}
