import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { outsideAtRest } from '../judge.ts';

type Till = { readonly charges: string[]; readonly keys: Set<string> };
type Charge = { readonly order: string; readonly key: string };
type Order = { readonly order: string; readonly region: string };

const terminal = effect({
  state: (): Till => ({ charges: [], keys: new Set() }),
  apply: ({ charges, keys }: Till, { order, key }: Charge): boolean => {
    if (keys.has(key)) return false;
    keys.add(key);
    charges.push(order);
    return true;
  },
  troubles: { fails: false },
});

const payment = (charge: (charge: Charge) => Promise<boolean>) =>
  restate.service({
    name: 'Payment',
    options: { idempotencyRetention: { days: 400 } },
    handlers: {
      charge: async (ctx: restate.Context, order: string): Promise<void> => {
        const key = ctx.request().id;
        await ctx.run('charge', () => charge({ order, key }));
      },
    },
  });

const shop = (isFixed: boolean) =>
  restate.service({
    name: 'Shop',
    handlers: {
      pay: async (ctx: restate.Context, { order, region }: Order): Promise<void> => {
        const client = ctx.scope(isFixed ? 'payments' : region).serviceClient<ReturnType<typeof payment>>({
          name: 'Payment',
        });
        await client.charge(order, restate.rpc.opts<string, void>({ idempotencyKey: order }));
      },
    },
  });

export const oneOrderInTwoScopes = bug('one order in two scopes', {
  mistake:
    'A payment is called in the scope of the region of its request, and its idempotency key means nothing in another one.',
  breaks: 'an order is charged once',
  scenario: (isFixed) =>
    workload({
      effects: { terminal },
      services: ({ terminal: charge }) => [payment(charge), shop(isFixed)],
      operations: ({ call }) => [
        call(shop(isFixed), 'pay', {
          input: fc.record({
            order: fc.constantFrom('o1', 'o2', 'o3', 'o4', 'o5', 'o6'),
            region: fc.constantFrom('eu', 'eu', 'us'),
          }),
        }),
      ],
      maxOperations: 5,
      server: { version: '1.8', limits: { '*': 2 } },
      invariants: [
        outsideAtRest<Till>('an order is charged once', 'terminal', ({ charges }) => {
          const twice = charges.find((order, place) => charges.indexOf(order) !== place);
          return twice === undefined
            ? undefined
            : `${twice} was charged ${charges.filter((one) => one === twice).length} times`;
        }),
      ],
    }),
});
