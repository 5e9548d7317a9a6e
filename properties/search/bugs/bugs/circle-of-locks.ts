import * as restate from '@restatedev/restate-sdk';
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

export const circleOfLocks = bug('locks taken in a circle', {
  mistake:
    'Each of four purses keeps its lock while it waits for the next one to receive, so that they wait in a circle.',
  breaks: 'everything settles',
  isHard: true,
  blind: [
    {
      hunter: 'crashes',
      why: 'without another order of steps each request has its lock back before the next one comes',
    },
  ],
  scenario: (isFixed) => ({
    services: [purse(isFixed)],
    operations: ({ call }) => [
      call(purse(isFixed), 'give', { key: 'ann', input: 'bob' }),
      call(purse(isFixed), 'give', { key: 'bob', input: 'cid' }),
      call(purse(isFixed), 'give', { key: 'cid', input: 'dot' }),
      call(purse(isFixed), 'give', { key: 'dot', input: 'ann' }),
    ],
    clients: 4,
    maxOperations: 7,
  }),
});
