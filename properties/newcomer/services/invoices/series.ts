import * as restate from '@restatedev/restate-sdk';
import { nextNumber } from './numbering.ts';
import type { Invoice } from './types.ts';

const cents = restate.serde.json as restate.Serde<{ customer: string; cents: number }>;

/** A series of invoices without gaps. */
export default restate.object({
  name: 'InvoiceSeries',
  handlers: {
    issue: restate.handlers.object.exclusive(
      { input: cents },
      async (ctx: restate.ObjectContext, order: { customer: string; cents: number }): Promise<Invoice> => {
        const number = await nextNumber(ctx);
        const invoice = { number, ...order };
        await ctx.run('render PDF', () => `%PDF ${number} ${order.customer}`);
        ctx.set(number, invoice);
        return invoice;
      },
    ),
    find: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext, number: string): Promise<Invoice | null> => ctx.get<Invoice>(number),
    ),
  },
});
