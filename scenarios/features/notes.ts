import * as restate from '@restatedev/restate-sdk';

/** An object with lazy state: each read requests it from the server. */
export const notes = restate.object({
  name: 'Notes',
  handlers: {
    write: async (ctx: restate.ObjectContext, name: string): Promise<void> => {
      ctx.set(name, ((await ctx.get<number>(name)) ?? 0) + 1);
    },
    readTwice: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<readonly number[]> => {
      const before = (await ctx.get<number>('a')) ?? 0;
      await ctx.sleep(20);
      return [before, (await ctx.get<number>('a')) ?? 0];
    }),
    names: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<readonly string[]> =>
      ctx.stateKeys(),
    ),
  },
  options: { enableLazyState: true },
});
