import * as restate from '@restatedev/restate-sdk';
import { chargePeriod } from './charging.ts';
import { PERIOD_DAYS, PERIODS, type Charge, type Plan, type Subscription } from './types.ts';

type State = { subscription: Subscription; receipts: string[] };

export const makeSubscription = (charge: Charge) => {
  const renewLater = (ctx: restate.ObjectContext<State>, period: number): void => {
    ctx
      .objectSendClient<SubscriptionApi>({ name: 'Subscription' }, ctx.key)
      .renew(period, restate.rpc.sendOpts({ delay: { days: PERIOD_DAYS } }));
  };

  const pay = async (ctx: restate.ObjectContext<State>, subscription: Subscription): Promise<void> => {
    const receipt = await chargePeriod(ctx, charge, ctx.key, subscription);
    ctx.set('receipts', [...((await ctx.get('receipts')) ?? []), receipt]);
    ctx.set('subscription', { ...subscription, status: 'active' });
    renewLater(ctx, subscription.period + 1);
  };

  return restate.object({
    name: 'Subscription',
    handlers: {
      subscribe: async (ctx: restate.ObjectContext<State>, plan: Plan): Promise<void> => {
        if (!(plan in { basic: 0, pro: 0 })) throw new restate.TerminalError(`no such plan: ${plan}`);
        if ((await ctx.get('subscription')) !== null) throw new restate.TerminalError('subscribed already');
        await pay(ctx, { plan, period: 1, status: 'active' });
      },

      renew: async (ctx: restate.ObjectContext<State>, period: number): Promise<void> => {
        const subscription = await ctx.get('subscription');
        if (subscription === null || subscription.status === 'ended') return;
        if (subscription.period !== period - 1) return;
        if (period > PERIODS) {
          ctx.set('subscription', { ...subscription, status: 'ended' });
          return;
        }
        await pay(ctx, { ...subscription, period });
      },

      receipts: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<State>): Promise<string[]> => (await ctx.get('receipts')) ?? [],
      ),
    },
  });
};

type SubscriptionApi = ReturnType<typeof makeSubscription>;
