import * as restate from '@restatedev/restate-sdk';

/** An object that gets many sends, some of them delayed. */
export const ledger = restate.object({
  name: 'Ledger',
  handlers: {
    enter: async (ctx: restate.ObjectContext<{ entries: number[] }>, entry: number): Promise<number> => {
      const entries = [...((await ctx.get('entries')) ?? []), entry];
      ctx.set('entries', entries);
      return entries.length;
    },
    hold: async (ctx: restate.ObjectContext, ms: number): Promise<void> => ctx.sleep(ms),
  },
});

/** A service that sends to it. */
export const courier = restate.service({
  name: 'Courier',
  handlers: {
    /** Three sends that are due at the same time. */
    together: async (ctx: restate.Context, key: string): Promise<void> => {
      const to = ctx.objectSendClient<typeof ledger>({ name: 'Ledger' }, key);
      for (const entry of [1, 2, 3]) to.enter(entry, restate.rpc.sendOpts({ delay: 5 }));
    },
    /** Three sends, one after another. */
    inOrder: async (ctx: restate.Context, key: string): Promise<void> => {
      const to = ctx.objectSendClient<typeof ledger>({ name: 'Ledger' }, key);
      for (const entry of [1, 2, 3]) to.enter(entry);
    },
  },
});
