import * as restate from '@restatedev/restate-sdk';

type Seat = { owner: string };

/** Two planted bugs: the card is charged outside of a step, and the lock is not held while a seat is looked at. */
export const ticketOffice = restate.object({
  name: 'TicketOffice',
  handlers: {
    buy: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<Seat>, buyer: string): Promise<boolean> => {
        if ((await ctx.get('owner')) !== null) return false;
        await ctx.run('charge card', () => 'paid');
        ctx.objectSendClient<typeof ticketOffice>({ name: 'TicketOffice' }, ctx.key).keep(buyer);
        return true;
      },
    ),
    keep: async (ctx: restate.ObjectContext<Seat>, buyer: string): Promise<void> => {
      ctx.set('owner', buyer);
    },
    lottery: async (ctx: restate.ObjectContext<Seat>): Promise<string> => {
      if (Math.random() < 0.5) await ctx.sleep(10);
      else await ctx.run('draw', () => 'ann');
      return 'drawn';
    },
  },
});
