import * as restate from '@restatedev/restate-sdk';

/** A workflow that awaits a promise with a timeout. It is retained for an hour. */
export const flow = restate.workflow({
  name: 'Flow',
  handlers: {
    run: async (ctx: restate.WorkflowContext): Promise<string> => {
      const before = (await ctx.get<string>('stage')) ?? 'nothing';
      ctx.set('stage', `waiting, after ${before}`);
      const word = await ctx
        .promise<string>('go')
        .get()
        .orTimeout(20)
        .catch(() => 'late');
      ctx.set('stage', word);
      return word;
    },
    go: async (ctx: restate.WorkflowSharedContext, word: string): Promise<string> => {
      try {
        await ctx.promise<string>('go').resolve(word);
        return word;
      } catch {
        return (await ctx.promise<string>('go').peek()) ?? 'nothing';
      }
    },
    stage: async (ctx: restate.WorkflowSharedContext): Promise<string> => (await ctx.get<string>('stage')) ?? 'none',
    /** Awaits the same promise without a timeout. */
    watch: async (ctx: restate.WorkflowSharedContext): Promise<string> => ctx.promise<string>('go').get(),
  },
  options: { workflowRetention: { hours: 1 } },
});

export type FlowWorkflow = typeof flow;
