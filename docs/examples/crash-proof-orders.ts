import * as restate from '@restatedev/restate-sdk';
import { effect, scenario, type Scenario } from '../../sim/index.ts';

/** The payment provider: the keys of all charges that it received. */
const charge = effect({
  state: () => new Set<string>(),
  apply: (charges: Set<string>, key: string) => charges.add(key).size,
});

/** A shop that charges each order with an idempotency key, so that repeated charges have no effect. */
const shop = (pay: (key: string) => Promise<unknown>): restate.ServiceDefinition<'Shop', ShopHandlers> =>
  restate.service({
    name: 'Shop',
    handlers: {
      order: async (ctx: restate.Context): Promise<void> => {
        const key = ctx.rand.uuidv4();
        await ctx.run('charge', () => pay(key));
      },
    },
  });

type ShopHandlers = { order: (ctx: restate.Context) => Promise<void> };

export const orders: Scenario = scenario('orders', {
  effects: { charge },
  services: (effects) => [shop(effects.charge)],
  operations: ({ call }) => [call<ReturnType<typeof shop>, 'order'>({ name: 'Shop' }, 'order', {})],
  maxOperations: 2,
  // A client gets no response when the server restarts: a difference, but no bug of the shop.
  faults: { serverRestarts: false },
  observe: ({ answers, view }) => [[...answers.keys()].sort(), (view.effect('charge') as Set<string>).size],
});
