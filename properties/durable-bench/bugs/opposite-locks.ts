import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';

const purse = (isFixed: boolean) =>
  restate.object({
    name: 'Purse',
    handlers: {
      receive: async (ctx: restate.ObjectContext<{ coins: number }>): Promise<void> => {
        ctx.set('coins', ((await ctx.get('coins')) ?? 0) + 1);
      },
      give: async (ctx: restate.ObjectContext<{ coins: number }>, to: string): Promise<void> => {
        ctx.set('coins', ((await ctx.get('coins')) ?? 0) - 1);
        if (isFixed) ctx.objectSendClient<PurseObject>({ name: 'Purse' }, to).receive();
        else await ctx.objectClient<PurseObject>({ name: 'Purse' }, to).receive();
      },
    },
  });

type PurseObject = ReturnType<typeof purse>;

export const oppositeLocks = bug('locks taken in opposite orders', {
  slip: 'Each of two purses keeps its lock while it waits for the other to receive, so that they wait for each other.',
  breaks: 'everything settles',
  scenario: (isFixed) => ({
    services: [purse(isFixed)],
    operations: ({ call }) => [
      call(purse(isFixed), 'give', { key: 'ann', input: 'bob' }),
      call(purse(isFixed), 'give', { key: 'bob', input: fc.constantFrom('cid', 'cid', 'ann') }),
      call(purse(isFixed), 'give', { key: 'cid', input: fc.constantFrom('dot', 'dot', 'dot') }),
    ],
    maxOperations: 5,
  }),
});
