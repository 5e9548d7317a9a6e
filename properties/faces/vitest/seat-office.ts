import * as restate from '@restatedev/restate-sdk';

type Seat = { owner: string };

/** Sells a seat once. */
export const seatOffice = restate.object({
  name: 'SeatOffice',
  handlers: {
    buy: async (ctx: restate.ObjectContext<Seat>, buyer: string): Promise<boolean> => {
      if ((await ctx.get('owner')) !== null) return false;
      await ctx.run('charge card', () => 'paid');
      ctx.set('owner', buyer);
      return true;
    },
    owner: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<Seat>): Promise<string | undefined> =>
        (await ctx.get('owner')) ?? undefined,
    ),
    waitForBoss: async (ctx: restate.ObjectContext<Seat>): Promise<string> => ctx.awakeable<string>().promise,
  },
});

/** The same with a planted bug: the lock is not held between the read and the write. */
export const leakySeatOffice = restate.object({
  name: 'LeakySeatOffice',
  handlers: {
    buy: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<Seat>, buyer: string): Promise<boolean> => {
        if ((await ctx.get('owner')) !== null) return false;
        await ctx.run('charge card', () => 'paid');
        ctx.objectSendClient<typeof leakySeatOffice>({ name: 'LeakySeatOffice' }, ctx.key).keep(buyer);
        return true;
      },
    ),
    keep: async (ctx: restate.ObjectContext<Seat>, buyer: string): Promise<void> => {
      ctx.set('owner', buyer);
    },
  },
});
