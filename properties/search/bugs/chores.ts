import * as restate from '@restatedev/restate-sdk';

/** Unrelated work in each scenario, with its own steps, state and locks, which a search must ignore. */
export const chores = restate.object({
  name: 'Chores',
  handlers: {
    tidy: async (ctx: restate.ObjectContext<{ done: number }>): Promise<number> => {
      const done = (await ctx.get('done')) ?? 0;
      const dust = await ctx.run('sweep', () => 1);
      ctx.set('done', done + dust);
      return done + dust;
    },
    look: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<{ done: number }>): Promise<number> => (await ctx.get('done')) ?? 0,
    ),
  },
});
