import * as restate from '@restatedev/restate-sdk';

interface Draft {
  title: string;
  reviewer: string;
}

type State = 'in review' | 'published' | 'refused';

const mail = { ask: async (who: string, title: string): Promise<string> => `${who}, please read "${title}"` };
const site = { publish: async (title: string): Promise<string> => `/${title}` };

/** A document is published when its reviewer says so. */
export const documents = restate.workflow({
  name: 'Documents',
  handlers: {
    run: async (ctx: restate.WorkflowContext<{ state: State }>, { title, reviewer }: Draft): Promise<string> => {
      ctx.set('state', 'in review');
      await ctx.run('ask reviewer', () => mail.ask(reviewer, title));
      const approved = await ctx.promise<boolean>('approved');
      if (!approved) {
        ctx.set('state', 'refused');
        return 'refused';
      }
      const path = await ctx.run('publish', () => site.publish(title));
      ctx.set('state', 'published');
      return path;
    },

    decide: async (ctx: restate.WorkflowSharedContext, approved: boolean): Promise<string> => {
      await ctx.promise<boolean>('approved').resolve(approved);
      return 'noted';
    },

    state: async (ctx: restate.WorkflowSharedContext<{ state: State }>): Promise<State | 'unknown'> => {
      return (await ctx.get('state')) ?? 'unknown';
    },
  },
});
