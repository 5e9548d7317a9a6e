import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';

type State = { items: number; waiter: string };

const basket = (isFixed: boolean) =>
  restate.object({
    name: 'Basket',
    handlers: {
      count: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<State>): Promise<number> => (await ctx.get('items')) ?? 0,
      ),
      /** @returns whether there is something already, so that the caller does not have to wait */
      register: async (ctx: restate.ObjectContext<State>, waiter: string): Promise<boolean> => {
        if (isFixed && ((await ctx.get('items')) ?? 0) > 0) return true;
        const before = await ctx.get('waiter');
        if (before !== null) ctx.resolveAwakeable(before);
        ctx.set('waiter', waiter);
        return false;
      },
      put: async (ctx: restate.ObjectContext<State>): Promise<void> => {
        ctx.set('items', ((await ctx.get('items')) ?? 0) + 1);
        const waiter = await ctx.get('waiter');
        if (waiter !== null) ctx.resolveAwakeable(waiter);
        ctx.clear('waiter');
      },
    },
  });

const eater = () =>
  restate.service({
    name: 'Eater',
    handlers: {
      /** Puts a piece in later on, so that there is something to wait for, and waits until there is. */
      eat: async (ctx: restate.Context, key: string): Promise<string> => {
        ctx.objectSendClient<ReturnType<typeof basket>>({ name: 'Basket' }, key).put();
        const own = ctx.objectClient<ReturnType<typeof basket>>({ name: 'Basket' }, key);
        if ((await own.count()) > 0) return 'at once';
        const { id, promise } = ctx.awakeable();
        if (await own.register(id)) return 'at once';
        await promise;
        return 'after a while';
      },
    },
  });

export const lostWakeup = bug('a wake-up before the waiter waits', {
  mistake: 'The check for work and the subscription are two requests; work that arrives in between wakes no waiter.',
  breaks: 'everything settles',
  scenario: (isFixed) => ({
    services: [basket(isFixed), eater()],
    operations: ({ call }) => [call(eater(), 'eat', { input: fc.constantFrom('a', 'b', 'c', 'd') })],
    maxOperations: 4,
  }),
});
