import * as restate from '@restatedev/restate-sdk';
import type { Inventory } from './inventory.js';
import { reserveAll } from './reserve-all.js';
import type { Cart, Placed } from './types.js';
import * as check from './validators.js';

const CARDS = { declined: 'card-declined' };

/** An order, by its number. */
export const checkout = restate.workflow({
  name: 'Checkout',
  handlers: {
    run: async (ctx: restate.WorkflowContext<{ status: Placed['status'] }>, input: Cart): Promise<Placed> => {
      const { lines, card } = check.cart(input, 'cart');
      const order = ctx.key;
      const undo: (() => Promise<void>)[] = [];
      try {
        // Noted before the call: releasing what was not reserved does nothing.
        for (const { sku } of lines)
          undo.push(() => ctx.objectClient<Inventory>({ name: 'Inventory' }, sku).release(order));
        await reserveAll(ctx, order, lines);
        if (card === CARDS.declined) throw new restate.TerminalError('the card was declined', { errorCode: 402 });
        ctx.set('status', 'confirmed');
        return { status: 'confirmed' };
      } catch (error) {
        if (!(error instanceof restate.TerminalError)) throw error;
        for (const step of undo.reverse()) await step();
        ctx.set('status', 'rejected');
        return { status: 'rejected', reason: error.message };
      }
    },
  },
});
