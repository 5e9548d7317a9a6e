import * as restate from '@restatedev/restate-sdk';

/** How long a request of `brief` is remembered, in ms: shorter than the server takes until it first forgets anything. */
export const BRIEF_MS = 300_000;

/** An object most of whose requests carry keys, and are remembered for a day or for five minutes. */
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
    /** Without a key: whoever asks twice is served twice. */
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
