import * as restate from '@restatedev/restate-sdk';
import { settle } from './settle.ts';
import { DEADLINE, type Deal, type Outcome, type Pay } from './types.ts';

type Shared = restate.WorkflowSharedContext;

async function dealOf(ctx: Shared): Promise<Deal> {
  const deal = await ctx.get<Deal>('deal');
  if (deal === null) throw new restate.TerminalError('no such deal', { errorCode: 404 });
  return deal;
}

export const createEscrow = ({ pay }: { pay: Pay }) =>
  restate.workflow({
    name: 'Escrow',
    handlers: {
      run: async (ctx: restate.WorkflowContext, deal: Deal): Promise<Outcome> => {
        ctx.set('deal', deal);
        try {
          return await ctx.promise<Outcome>('outcome').get().orTimeout(DEADLINE);
        } catch (error) {
          if (!(error instanceof restate.TimeoutError)) throw error;
          return settle(ctx, pay, deal, 'refunded');
        }
      },
      /** The buyer has the goods. */
      accept: async (ctx: Shared): Promise<Outcome> => settle(ctx, pay, await dealOf(ctx), 'released'),
      /** The seller gives up. */
      cancel: async (ctx: Shared): Promise<Outcome> => settle(ctx, pay, await dealOf(ctx), 'refunded'),
    },
    options: { workflowRetention: { days: 60 } },
  });
