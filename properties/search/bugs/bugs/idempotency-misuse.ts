import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

const account = restate.object({
  name: 'Account',
  handlers: {
    charge: async (ctx: restate.ObjectContext<{ charged: number }>, amount: number): Promise<void> => {
      ctx.set('charged', ((await ctx.get('charged')) ?? 0) + amount);
    },
  },
});

type Order = { readonly customer: string; readonly amount: number };

const shop = (isFixed: boolean) =>
  restate.service({
    name: 'Shop',
    handlers: {
      buy: async (ctx: restate.Context, { customer, amount }: Order): Promise<string> => {
        const idempotencyKey = isFixed ? ctx.rand.uuidv4() : `${customer} pays ${amount}`;
        await ctx
          .objectClient<typeof account>({ name: 'Account' }, customer)
          .charge(amount, restate.rpc.opts<number, void>({ idempotencyKey }));
        return 'paid';
      },
    },
  });

const CUSTOMERS = ['ann', 'bob'];

export const idempotencyMisuse = bug('an idempotency key that two requests share', {
  mistake: 'The key is made of customer and amount, so that the second order over the same amount is not charged.',
  breaks: 'every order that was paid is charged',
  scenario: (isFixed) => ({
    services: [account, shop(isFixed)],
    operations: ({ call }) => [
      call(shop(isFixed), 'buy', {
        input: fc.record({ customer: fc.constantFrom(...CUSTOMERS), amount: fc.integer({ min: 1, max: 15 }) }),
      }),
    ],
    maxOperations: 6,
    invariants: [
      answersAgree('every order that was paid is charged', (answers, view) => {
        for (const customer of CUSTOMERS) {
          const paid = answers.filter(({ status, output }) => status === 200 && output === 'paid');
          const own = paid.map(({ input }) => input as Order).filter((order) => order.customer === customer);
          const least = own.reduce((sum, { amount }) => sum + amount, 0);
          const charged = (view.state('Account', customer, 'charged') as number | undefined) ?? 0;
          if (charged < least) return `${customer} has paid orders over ${least}, and was charged ${charged}`;
        }
        return undefined;
      }),
    ],
  }),
});
