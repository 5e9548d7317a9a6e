import * as restate from '@restatedev/restate-sdk';

/** State of the module: what a service must not keep, and some do. */
let calls = 0;

/** Answers how often it has been called since its module was loaded, and writes that down. */
export const counting = restate.object({
  name: 'Counting',
  handlers: {
    add: async (ctx: restate.ObjectContext): Promise<number> => {
      const count = await ctx.run('count', () => ++calls);
      ctx.set('count', count);
      return count;
    },
  },
});
