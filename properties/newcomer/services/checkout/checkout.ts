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
      const reserved: string[] = [];
      try {
        await reserveAll(ctx, order, lines, reserved);
        if (card === CARDS.declined) throw new restate.TerminalError('the card was declined', { errorCode: 402 });
        ctx.set('status', 'confirmed');
        return { status: 'confirmed' };
      } catch (error) {
        if (!(error instanceof restate.TerminalError)) throw error;
        for (const sku of reserved.reverse())
          await ctx.objectClient<Inventory>({ name: 'Inventory' }, sku).release(order);
        ctx.set('status', 'rejected');
        return { status: 'rejected', reason: error.message };
      }
    },
  },
});
