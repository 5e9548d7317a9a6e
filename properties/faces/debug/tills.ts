import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { atRest } from '../../../sim/checks/build-invariant.ts';
import type { Plan } from '../../../sim/simulation/faults/plan.ts';
import { effect } from '../../../sim/simulation/scenario/effect.ts';
import { scenario, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';

/** A card terminal that charges whenever it is called. */
const card = effect({
  state: (): { charged: number } => ({ charged: 0 }),
  apply: (state, amount: number) => (state.charged += amount),
  troubles: { fails: true, losesAnswer: true },
});

type Charge = (amount: number) => Promise<number>;

const till = (charge: Charge) =>
  restate.object({
    name: 'Till',
    handlers: {
      pay: async (ctx: restate.ObjectContext, amount: number): Promise<number> => {
        const paid = (await ctx.get<number>('paid')) ?? 0;
        await ctx.run('charge', () => charge(amount));
        ctx.set('paid', paid + amount);
        await ctx.sleep(1_000);
        return paid + amount;
      },
      audit: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<number> => {
        return (await ctx.get<number>('paid')) ?? 0;
      }),
    },
  });

/** A till that charges twice when its process crashes between the charge and the entry that stores it. */
export const tills: Scenario = scenario('tills', {
  services: ({ card: charge }) => [till(charge)],
  effects: { card },
  operations: ({ call }) => [
    call(
      till(() => Promise.resolve(0)),
      'pay',
      { key: fc.constant('x'), input: fc.integer({ min: 1, max: 9 }) },
    ),
  ],
  invariants: [
    atRest('what was charged was paid', (view) => {
      const { charged } = view.effect('card') as { charged: number };
      const paid = (view.state('Till', 'x', 'paid') as number | undefined) ?? 0;
      return charged === paid || `${charged} was charged, and ${paid} was paid.`;
    }),
  ],
});

/** Two clients pay at the same till. */
export const TWO_PAY: Plan = {
  version: 1,
  scenario: 'tills',
  seed: 7,
  operations: ['a', 'b'].map((id, index) => ({
    id,
    client: `client ${id}`,
    kind: 'call',
    service: 'Till',
    key: 'x',
    handler: 'pay',
    input: index + 2,
    troubles: [],
  })),
  world: [],
  holds: [],
  choices: {},
};
