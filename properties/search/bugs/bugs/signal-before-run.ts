import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';

const signup = (isFixed: boolean) =>
  restate.workflow({
    name: 'Signup',
    handlers: {
      run: async (ctx: restate.WorkflowContext<{ stage: string }>): Promise<string> => {
        ctx.set('stage', 'waiting');
        const word = await ctx.promise<string>('click').get();
        ctx.set('stage', 'done');
        return word;
      },
      click: async (ctx: restate.WorkflowSharedContext<{ stage: string }>): Promise<boolean> => {
        if (!isFixed && (await ctx.get('stage')) !== 'waiting') return false;
        if ((await ctx.promise<string>('click').peek()) !== undefined) return false;
        await ctx
          .promise<string>('click')
          .resolve('clicked')
          .catch(() => undefined);
        return true;
      },
    },
  });

const marketing = () =>
  restate.service({
    name: 'Marketing',
    handlers: {
      invite: async (ctx: restate.Context, who: string): Promise<void> => {
        ctx.workflowSendClient<ReturnType<typeof signup>>({ name: 'Signup' }, who).run();
        // The mail that is clicked on goes out at once, and some people are quick.
        await ctx.run('mail', () => who);
        await ctx.workflowClient<ReturnType<typeof signup>>({ name: 'Signup' }, who).click();
      },
    },
  });

export const signalBeforeRun = bug('a signal that comes before the run', {
  mistake:
    'A click is ignored unless the workflow is already waiting for it, and the click may be faster than the workflow.',
  breaks: 'everything settles',
  scenario: (isFixed) => ({
    services: [signup(isFixed), marketing()],
    operations: ({ call }) => [call(marketing(), 'invite', { input: fc.constantFrom('ann', 'bob', 'cid') })],
    maxOperations: 4,
    // A cancelled invitation leaves its workflow waiting in the twin too.
    faults: { operators: false },
  }),
});
