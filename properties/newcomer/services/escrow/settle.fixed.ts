import { TerminalError, type WorkflowSharedContext } from '@restatedev/restate-sdk';
import type { Deal, Outcome, Pay } from './types.ts';

/** Pays out a deal, unless it was settled. */
export async function settle(ctx: WorkflowSharedContext, pay: Pay, deal: Deal, outcome: Outcome): Promise<Outcome> {
  const decision = ctx.promise<Outcome>('outcome');
  try {
    // The first one decides.
    await decision.resolve(outcome);
  } catch (error) {
    if (error instanceof TerminalError && error.code === 409) return decision.get();
    throw error;
  }
  const to = outcome === 'released' ? deal.seller : deal.buyer;
  await ctx.run('pay out', () => pay({ to, cents: deal.cents, deal: ctx.key }));
  return outcome;
}
