import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { everyWrite } from '../../../../sim/index.ts';
import { bug } from '../bug.ts';

/** A plan is charged an hour after it begins; `round` counts how often it has begun. */
type Plan = { readonly round: number; readonly active: boolean; readonly charges: number };
const UNUSED: Plan = { round: 0, active: false, charges: 0 };
const TRIAL_MS = 3_600_000;

/** The handler that a plan sends to itself, for its type. */
const charging = restate.object({
  name: 'Plan',
  handlers: { charge: (_ctx: restate.ObjectContext, _round: number): Promise<void> => Promise.resolve() },
});

const plan = (isFixed: boolean) =>
  restate.object({
    name: 'Plan',
    handlers: {
      begin: async (ctx: restate.ObjectContext<{ plan: Plan }>): Promise<void> => {
        const { round, active } = (await ctx.get('plan')) ?? UNUSED;
        if (active) return;
        ctx.set('plan', { round: round + 1, active: true, charges: 0 });
        ctx.objectSendClient(charging, ctx.key).charge(round + 1, restate.rpc.sendOpts({ delay: TRIAL_MS }));
      },
      end: async (ctx: restate.ObjectContext<{ plan: Plan }>): Promise<void> => {
        const before = (await ctx.get('plan')) ?? UNUSED;
        ctx.set('plan', { ...before, active: false });
      },
      charge: async (ctx: restate.ObjectContext<{ plan: Plan }>, round: number): Promise<void> => {
        const now = (await ctx.get('plan')) ?? UNUSED;
        if (!now.active || (isFixed && now.round !== round)) return;
        ctx.set('plan', { ...now, charges: now.charges + 1 });
      },
    },
  });

export const timerOfTheLastTime = bug('a timer of the last time that still fires', {
  mistake:
    'A plan that ends and begins again leaves the delayed charge of the first time pending, and is charged by both.',
  breaks: 'a plan is charged one time',
  scenario: (isFixed) => ({
    services: [plan(isFixed)],
    operations: ({ call }) => [
      call(plan(isFixed), 'begin', { key: fc.constantFrom('ann', 'bob') }),
      call(plan(isFixed), 'end', { key: fc.constantFrom('ann', 'bob') }),
    ],
    maxOperations: 7,
    invariants: [
      everyWrite<Plan>(
        'a plan is charged one time',
        { service: 'Plan', state: 'plan' },
        ({ key, value: { charges } }) => charges <= 1 || `the plan of ${key} is charged ${charges} times`,
      ),
    ],
  }),
});
