import { MOVED, type EditedService } from '../edited-service.ts';

/**
 * `start` and `renew` store: 1 get subscription, 2 run "charge", 3 get receipts, 4 set receipts, 5 set subscription, and, except in the
 * last period, 6 send Subscription/ann/renew.
 */
export const subscription: EditedService = {
  name: 'subscription',
  file: new URL('subscription.ts', import.meta.url),
  hints: { examples: { 'Subscription/start': ['basic'] }, keys: ['ann'] },
  edits: [
    {
      name: 'the handler that schedules itself is renamed',
      replace: [
        ['.renew(period,', '.renewPeriod(period,'],
        ['    renew: restate', '    renewPeriod: restate'],
      ],
      breaks: [
        {
          on: ['rollback'],
          handler: 'Subscription/start',
          kind: 'calls a handler that is gone after a roll-back: Subscription/renewPeriod',
          next: '.renewPeriod(period,',
        },
        {
          on: ['rollback'],
          handler: 'Subscription/renewPeriod',
          kind: 'calls a handler that is gone after a roll-back: Subscription/renewPeriod',
          next: '.renewPeriod(period,',
        },
        { on: ['new', ...MOVED], handler: 'Subscription/renew', kind: 'handler gone' },
        {
          on: ['new'],
          handler: 'Subscription/start',
          kind: 'calls a handler that is gone: Subscription/renew',
          old: '.renew(period,',
        },
        {
          on: ['new'],
          handler: 'Subscription/renew',
          kind: 'calls a handler that is gone: Subscription/renew',
          old: '.renew(period,',
        },
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Subscription/start',
          kind: 'breaks in flight at entry 6 (send Subscription/ann/renew)',
          old: '.renew(period,',
          next: '.renewPeriod(period,',
        },
        {
          on: ['rollback', 'rollback in-place'],
          handler: 'Subscription/renewPeriod',
          kind: 'handler gone after a roll-back',
        },
        {
          on: ['rollback in-place'],
          handler: 'Subscription/start',
          kind: 'breaks in flight when it is rolled back at entry 6 (send Subscription/ann/renewPeriod)',
          old: '.renew(period,',
          next: '.renewPeriod(period,',
        },
      ],
    },
    {
      name: 'the handler that schedules itself is renamed, and the old name stays',
      replace: [
        ['.renew(period,', '.renewPeriod(period,'],
        [
          '    renew: restate.handlers.object.exclusive({ ingressPrivate: true }, async (ctx: Ctx, period: number) => {',
          `    renew: restate.handlers.object.exclusive({ ingressPrivate: true }, async (ctx: Ctx, period: number) => {
      const subscription = await ctx.get('subscription');
      if (subscription === null) return;
      await chargePeriod(ctx, { ...subscription, period });
    }),

    renewPeriod: restate.handlers.object.exclusive({ ingressPrivate: true }, async (ctx: Ctx, period: number) => {`,
        ],
      ],
      breaks: [
        {
          on: ['rollback'],
          handler: 'Subscription/renew',
          kind: 'calls a handler that is gone after a roll-back: Subscription/renewPeriod',
          operations: 1,
          next: '.renewPeriod(period,',
        },
        {
          on: ['rollback in-place'],
          handler: 'Subscription/renew',
          kind: 'breaks in flight when it is rolled back at entry 6 (send Subscription/ann/renewPeriod)',
          old: '.renew(period,',
          next: '.renewPeriod(period,',
        },
        {
          on: ['rollback'],
          handler: 'Subscription/start',
          kind: 'calls a handler that is gone after a roll-back: Subscription/renewPeriod',
          next: '.renewPeriod(period,',
        },
        {
          on: [],
          rarely: ['rollback'],
          handler: 'Subscription/renewPeriod',
          kind: 'calls a handler that is gone after a roll-back: Subscription/renewPeriod',
          next: '.renewPeriod(period,',
        },
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Subscription/start',
          kind: 'breaks in flight at entry 6 (send Subscription/ann/renew)',
          points: {
            'Subscription/start':
              'safe up to after entry 5 (set subscription), breaks from after entry 6 (send Subscription/ann/renew) on',
          },
          old: '.renew(period,',
          next: '.renewPeriod(period,',
        },
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Subscription/renew',
          kind: 'breaks in flight at entry 6 (send Subscription/ann/renew)',
          old: '.renew(period,',
          next: '.renewPeriod(period,',
        },
        {
          on: ['rollback', 'rollback in-place'],
          handler: 'Subscription/renewPeriod',
          operations: 1,
          kind: 'handler gone after a roll-back',
        },
        {
          on: ['rollback in-place'],
          handler: 'Subscription/start',
          kind: 'breaks in flight when it is rolled back at entry 6 (send Subscription/ann/renewPeriod)',
          old: '.renew(period,',
          next: '.renewPeriod(period,',
        },
      ],
    },
    {
      name: 'the state has another shape, and the code crashes',
      replace: [
        [
          `interface Subscription {
  plan: Plan;
  period: number;
}`,
          `interface Subscription {
  offer: { plan: Plan };
  period: number;
}`,
        ],
        ['{ plan, period }: Subscription)', '{ offer: { plan }, period }: Subscription)'],
        ["ctx.set('subscription', { plan, period })", "ctx.set('subscription', { offer: { plan }, period })"],
        ['chargePeriod(ctx, { plan, period: 1 })', 'chargePeriod(ctx, { offer: { plan }, period: 1 })'],
      ],
      breaks: [
        {
          on: ['rollback in-place'],
          handler: 'Subscription/renew',
          kind: 'breaks in flight when it is rolled back at entry 5 (set subscription)',
          old: "ctx.set('subscription'",
          next: "ctx.set('subscription'",
        },
        {
          on: ['new', ...MOVED],
          handler: 'Subscription/renew',
          kind: 'endless retry',
          next: '{ offer: { plan }, period }: Subscription)',
        },
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Subscription/start',
          kind: 'breaks in flight at entry 5 (set subscription)',
          old: "ctx.set('subscription'",
          next: "ctx.set('subscription'",
        },
        {
          on: ['rollback in-place'],
          handler: 'Subscription/start',
          kind: 'breaks in flight when it is rolled back at entry 5 (set subscription)',
          old: "ctx.set('subscription'",
          next: "ctx.set('subscription'",
        },
      ],
      differs: [{ on: ['rollback', 'rollback in-place'], what: /Silently different: / }],
    },
    {
      name: 'a plan costs more',
      replace: [['basic: 900', 'basic: 990']],
      differs: [
        { on: ['new', ...MOVED, 'rollback', 'rollback in-place'], what: /the state "receipts" of Subscription/ },
      ],
    },
    {
      name: 'a subscription can be read',
      replace: [
        [
          '    receipts: restate',
          `    plan: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<string> => {
      return (await ctx.get('subscription'))?.plan ?? 'none';
    }),

    receipts: restate`,
        ],
      ],
    },
  ],
};
