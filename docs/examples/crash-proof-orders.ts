import * as restate from '@restatedev/restate-sdk';
import { effect, scenario, type Scenario } from '../../sim/index.ts';

/** What the payment provider has been told: the keys of all charges. */
const charge = effect({
  state: () => new Set<string>(),
  apply: (charges: Set<string>, key: string) => charges.add(key).size,
});

/** A shop that pays each order under a key of its own, however often the charge is tried. */
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
  // A client whose server restarts is never told: that is a difference, and no fault of the shop.
  faults: { serverRestarts: false },
  observe: ({ answers, view }) => [[...answers.keys()].sort(), (view.effect('charge') as Set<string>).size],
});
