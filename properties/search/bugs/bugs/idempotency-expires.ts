import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { atRest } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

type State = { given: number; seen: readonly string[] };

const coupons = (isFixed: boolean) =>
  restate.object({
    name: 'Coupons',
    handlers: {
      give: async (ctx: restate.ObjectContext<State>, campaign: string): Promise<number> => {
        const seen = (await ctx.get('seen')) ?? [];
        const given = (await ctx.get('given')) ?? 0;
        if (isFixed && seen.includes(campaign)) return given;
        ctx.set('seen', [...seen, campaign]);
        ctx.set('given', given + 1);
        return given + 1;
      },
    },
    options: { idempotencyRetention: { seconds: 2 } },
  });

export const idempotencyExpires = bug('an idempotency key that expires', {
  mistake: 'A request is repeated after its idempotency key has expired, and is executed again.',
  breaks: 'a campaign gives one coupon',
  scenario: (isFixed) => ({
    services: [coupons(isFixed)],
    operations: ({ call }) => [
      call(coupons(isFixed), 'give', {
        key: fc.constantFrom('ann', 'bob', 'cid', 'dot'),
        input: 'spring',
        idempotencyKey: fc.constant('spring'),
        afterMs: fc.constantFrom(0, 0, 0, 30_000, 7_200_000),
      }),
    ],
    maxOperations: 5,
    invariants: [
      atRest('a campaign gives one coupon', (view) => {
        for (const key of view.keys('Coupons')) {
          const given = view.state('Coupons', key, 'given');
          if (given !== undefined && given !== 1) return `${key} was given ${JSON.stringify(given)} coupons`;
        }
        return true;
      }),
    ],
  }),
});
