import * as restate from '@restatedev/restate-sdk';

/** A workflow that waits for a word, and gives up after a while. Nobody remembers it for long. */
export const flow = restate.workflow({
  name: 'Flow',
  handlers: {
    run: async (ctx: restate.WorkflowContext): Promise<string> => {
      ctx.set('stage', 'waiting');
      const word = await ctx
        .promise<string>('go')
        .get()
        .orTimeout(20)
        .catch(() => 'late');
      ctx.set('stage', word);
      return word;
    },
    go: async (ctx: restate.WorkflowSharedContext, word: string): Promise<boolean> => {
      if ((await ctx.promise<string>('go').peek()) !== undefined) return false;
      await ctx
        .promise<string>('go')
        .resolve(word)
        .catch(() => undefined);
      return true;
    },
    /** A second one that waits for the same promise. */
    watch: async (ctx: restate.WorkflowSharedContext): Promise<string> =>
      ctx
        .promise<string>('go')
        .get()
        .orTimeout(30)
        .catch(() => 'never'),
  },
  options: { workflowRetention: { seconds: 1 } },
});

export type FlowWorkflow = typeof flow;
