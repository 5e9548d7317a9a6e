import * as restate from '@restatedev/restate-sdk';

/** Sleeps for longer than the inactivity timeout of the server. */
export const slow = restate.service({
  name: 'Slow',
  handlers: {
    nap: async (ctx: restate.Context): Promise<string> => {
      await ctx.sleep({ minutes: 10 });
      return 'rested';
    },
  },
});
