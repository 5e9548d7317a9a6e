import * as restate from '@restatedev/restate-sdk';

/** Workflow retention, in ms. */
export const PACT_MS = 3_600_000;

/** A workflow whose waiters end before its retention, so that the server may remove it. */
export const pact = restate.workflow({
  name: 'Pact',
  handlers: {
    run: async (ctx: restate.WorkflowContext): Promise<string> => {
      const before = (await ctx.get<string>('stage')) ?? 'nothing';
      ctx.set('stage', `waiting, after ${before}`);
      const word = ctx.promise<string>('go').get().orTimeout(20);
      return word.catch(() => 'late');
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
  },
  options: { workflowRetention: PACT_MS },
});
