import type { WorkflowSharedContext } from '@restatedev/restate-sdk';
import type { Deal, Outcome, Pay } from './types.ts';

/** Pays out a deal, unless it was settled. */
export async function settle(ctx: WorkflowSharedContext, pay: Pay, deal: Deal, outcome: Outcome): Promise<Outcome> {
  const settled = await ctx.promise<Outcome>('outcome').peek();
  if (settled !== undefined) return settled;
  const to = outcome === 'released' ? deal.seller : deal.buyer;
  await ctx.run('pay out', () => pay({ to, cents: deal.cents, deal: ctx.key }));
  await ctx.promise<Outcome>('outcome').resolve(outcome);
  return outcome;
}
