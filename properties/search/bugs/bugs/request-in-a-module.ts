import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { everyWrite } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

/** What all invocations of a process share: the member whose order is being worked on. */
let current = '';

const orders = (isFixed: boolean) =>
  restate.object({
    name: 'Orders',
    handlers: {
      place: async (ctx: restate.ObjectContext<{ price: number; owner: string }>): Promise<void> => {
        const own = ctx.key;
        current = own;
        const price = await ctx.run('look up the price', () => 7);
        ctx.set('price', price);
        ctx.set('owner', isFixed ? own : current);
      },
    },
  });

export const requestInAModule = bug('a request that is kept in a module', {
  mistake:
    'A handler keeps its request in a variable of the module, where one of another key replaces it during a wait.',
  breaks: 'an order has its own owner',
  scenario: (isFixed) => ({
    services: [orders(isFixed)],
    operations: ({ call }) => [call(orders(isFixed), 'place', { key: fc.constantFrom('ann', 'bob', 'cid') })],
    maxOperations: 5,
    invariants: [
      everyWrite<string>('an order has its own owner', { service: 'Orders', state: 'owner' }, ({ key, value }) =>
        value === key ? true : `the order of ${key} has the owner ${value}`,
      ),
    ],
  }),
});
