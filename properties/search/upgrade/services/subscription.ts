import * as restate from '@restatedev/restate-sdk';

type Plan = 'basic' | 'pro';

interface Subscription {
  plan: Plan;
  period: number;
}

interface State {
  subscription: Subscription;
  receipts: string[];
}

type Ctx = restate.ObjectContext<State>;

const PRICES: Record<Plan, number> = { basic: 900, pro: 2_900 };
const PERIODS = 3;

const bank = {
  charge: async (reference: string, cents: number): Promise<string> => `${reference}: ${cents}`,
};

async function chargePeriod(ctx: Ctx, { plan, period }: Subscription): Promise<void> {
  const receipt = await ctx.run('charge', () => bank.charge(`${ctx.key}/${period}`, PRICES[plan]));
  const receipts = (await ctx.get('receipts')) ?? [];
  ctx.set('receipts', [...receipts, receipt]);
  ctx.set('subscription', { plan, period });
  if (period < PERIODS) scheduleNext(ctx, period + 1);
}

function scheduleNext(ctx: Ctx, period: number): void {
  ctx.objectSendClient<Api>({ name: 'Subscription' }, ctx.key).renew(period, restate.rpc.sendOpts({ delay: MONTH }));
}

const MONTH = { days: 30 };

/** Charges a period when it begins, and schedules the next one. */
export const subscription = restate.object({
  name: 'Subscription',
  handlers: {
    start: async (ctx: Ctx, plan: Plan): Promise<void> => {
      if ((await ctx.get('subscription')) !== null) return;
      await chargePeriod(ctx, { plan, period: 1 });
    },

    renew: restate.handlers.object.exclusive({ ingressPrivate: true }, async (ctx: Ctx, period: number) => {
      const subscription = await ctx.get('subscription');
      if (subscription === null) return;
      await chargePeriod(ctx, { ...subscription, period });
    }),

    receipts: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<string[]> => {
      return (await ctx.get('receipts')) ?? [];
    }),
  },
});

type Api = typeof subscription;
