import * as restate from '@restatedev/restate-sdk';

export type State = { count: number };

export const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext<State>, by: number): Promise<number> => {
      const count = ((await ctx.get('count')) ?? 0) + by;
      await ctx.run('write it down', () => `${count}`);
      await ctx.sleep({ days: 1 });
      ctx.set('count', count);
      return count;
    },
    wait: async (ctx: restate.ObjectContext<State>): Promise<string> => ctx.awakeable<string>().promise,
  },
});
