import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../sim/simulation/scenario/effect.ts';
import { scenario, type Scenario, type ScenarioOptions } from '../../../sim/simulation/scenario/scenario.ts';

const DAY_MS = 86_400_000;
/** Renewals are this far apart: a dozen of them take a year less a week. */
export const PERIOD_MS = 30 * DAY_MS;

type Subscribed = {
  state: 'active' | 'ended';
  renewals: number;
};

/** The outside world takes the payments; it may fail, and may lose its responses. */
const payments = effect({
  state: () => ({ paid: 0 }),
  apply: (state, _input: { readonly key: string }) => {
    state.paid++;
    return 'paid';
  },
});

/** A subscription that is paid at its start, and again every thirty days until its customer ends it. */
export function subscription(pay: (input: { readonly key: string }) => Promise<unknown>) {
  const renewLater = (ctx: restate.ObjectContext<Subscribed>): void => {
    ctx.genericSend({
      service: 'Subscription',
      method: 'renew',
      key: ctx.key,
      parameter: new Uint8Array(),
      delay: PERIOD_MS,
    });
  };
  return restate.object({
    name: 'Subscription',
    handlers: {
      start: async (ctx: restate.ObjectContext<Subscribed>): Promise<string> => {
        if ((await ctx.get('state')) === 'active') return 'active already';
        await ctx.run('first payment', () => pay({ key: ctx.key }));
        ctx.set('state', 'active');
        renewLater(ctx);
        return 'active';
      },
      renew: async (ctx: restate.ObjectContext<Subscribed>): Promise<void> => {
        if ((await ctx.get('state')) !== 'active') return;
        await ctx.run('payment', () => pay({ key: ctx.key }));
        ctx.set('renewals', ((await ctx.get('renewals')) ?? 0) + 1);
        renewLater(ctx);
      },
      end: async (ctx: restate.ObjectContext<Subscribed>): Promise<void> => {
        ctx.set('state', 'ended');
      },
      status: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<Subscribed>): Promise<string> => (await ctx.get('state')) ?? 'none',
      ),
    },
  });
}

/** Customers who start, look at and end subscriptions. */
export function subscriptions(faults: ScenarioOptions<Record<never, never>>['faults'] = {}): Scenario {
  return scenario('subscriptions', {
    services: ({ payments: pay }) => [subscription(pay)],
    effects: { payments },
    operations: ({ call }) => {
      const key = fc.constantFrom('ann', 'bo');
      const bound = subscription(() => Promise.resolve());
      return [
        call(bound, 'start', { key }),
        call(bound, 'start', { key }),
        call(bound, 'status', { key }),
        call(bound, 'end', { key }),
      ];
    },
    faults,
    owed: ['anything'],
  });
}
