import * as restate from '@restatedev/restate-sdk';
import { serviceInvariant } from '../../../../sim/checks/service-invariant.ts';
import { bug } from '../bug.ts';
import { despiteCancels } from '../despite-cancels.ts';

const stock = restate.object({
  name: 'Stock',
  handlers: {
    take: async (ctx: restate.ObjectContext<{ held: string[] }>, order: string): Promise<boolean> => {
      const held = (await ctx.get('held')) ?? [];
      if (held.length >= 4) return false;
      ctx.set('held', [...held, order]);
      return true;
    },
    giveBack: async (ctx: restate.ObjectContext<{ held: string[] }>, order: string): Promise<void> => {
      const held = (await despiteCancels(async () => ctx.get('held'))) ?? [];
      ctx.set(
        'held',
        held.filter((other) => other !== order),
      );
    },
  },
});

const orders = (isFixed: boolean) =>
  restate.service({
    name: 'Orders',
    handlers: {
      place: async (ctx: restate.Context): Promise<string> => {
        const order = ctx.rand.uuidv4();
        let isTaken = false;
        try {
          isTaken = await ctx.objectClient<typeof stock>({ name: 'Stock' }, 'pen').take(order);
          if (!isTaken) throw new restate.TerminalError('sold out');
          await ctx.sleep(50);
          return order;
        } catch (error) {
          // The call may have done its work although its caller was cancelled before the response.
          if (isTaken || isFixed) ctx.objectSendClient<typeof stock>({ name: 'Stock' }, 'pen').giveBack(order);
          throw error;
        }
      },
    },
  });

export const cancelDuringCall = bug('a cancel during a call', {
  mistake: 'An order that is cancelled while it calls the stock takes the call for not made, and gives nothing back.',
  breaks: 'what is held belongs to an order',
  scenario: (isFixed) => ({
    services: [stock, orders(isFixed)],
    operations: ({ call }) => [call(orders(isFixed), 'place', {})],
    maxOperations: 5,
    invariants: [
      serviceInvariant('what is held belongs to an order', 'Orders', (view) => {
        const placed = new Set<unknown>();
        return {
          onCompleted: (_call, end) => {
            if ('output' in end) placed.add(end.output);
            return undefined;
          },
          onSettled: () => {
            const held = (view.state('Stock', 'pen', 'held') as string[] | undefined) ?? [];
            const lost = held.filter((order) => !placed.has(order));
            return lost.length === 0
              ? undefined
              : { message: `${lost.length} of ${held.length} pens are held for no order.`, events: [] };
          },
          exercised: () => placed.size,
        };
      }),
    ],
  }),
});
