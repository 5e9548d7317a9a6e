import * as restate from '@restatedev/restate-sdk';

/** Idempotency retention of `brief`, in ms: shorter than the time until the server's first sweep. */
export const BRIEF_MS = 300_000;

/** An object with idempotent requests, retained for a day or for five minutes. */
export const archive = restate.object({
  name: 'Archive',
  handlers: {
    file: async (ctx: restate.ObjectContext<{ filed: number }>, mood: string): Promise<number> => {
      const filed = ((await ctx.get('filed')) ?? 0) + 1;
      ctx.set('filed', filed);
      await ctx.sleep(20);
      if (mood === 'bad') throw new restate.TerminalError('not today', { errorCode: 418 });
      return filed;
    },
    /** Called without an idempotency key: two requests are two invocations. */
    tidy: async (ctx: restate.ObjectContext): Promise<void> => ctx.sleep(9),
    brief: restate.handlers.object.exclusive(
      { idempotencyRetention: BRIEF_MS },
      async (ctx: restate.ObjectContext<{ filed: number }>): Promise<number> => {
        const filed = ((await ctx.get('filed')) ?? 0) + 1;
        ctx.set('filed', filed);
        return filed;
      },
    ),
  },
});
