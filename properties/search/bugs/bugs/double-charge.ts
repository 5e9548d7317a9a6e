import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { outsideAtRest } from '../judge.ts';

type Charge = { readonly order: string; readonly key: string | undefined };
type Till = { readonly charges: string[]; readonly keys: Set<string> };

/** A terminal on the same desk: it never fails and always answers, but it charges as often as it is asked. */
const terminal = effect({
  state: (): Till => ({ charges: [], keys: new Set() }),
  apply: ({ charges, keys }: Till, { order, key }: Charge): boolean => {
    if (key !== undefined && keys.has(key)) return false;
    if (key !== undefined) keys.add(key);
    charges.push(order);
    return true;
  },
  latenciesMs: [0],
  troubles: { fails: false, losesAnswer: false },
});

const STEPS_BEFORE = 26;
const STEPS_AFTER = 3;

const checkout = (charge: (charge: Charge) => Promise<boolean>, isFixed: boolean) =>
  restate.service({
    name: 'Checkout',
    handlers: {
      pay: async (ctx: restate.Context, item: string): Promise<string> => {
        const order = ctx.rand.uuidv4();
        for (let step = 0; step < STEPS_BEFORE; step++) await ctx.run(`check ${step}`, () => item);
        await ctx.run('charge', () => charge({ order, key: isFixed ? order : undefined }));
        for (let step = 0; step < STEPS_AFTER; step++) await ctx.run(`pack ${step}`, () => item);
        return order;
      },
    },
  });

export const doubleCharge = bug('a charge without a key', {
  mistake:
    'One of many steps charges without an idempotency key, so that a crash between it and its result charges twice.',
  breaks: 'an order is charged at most once',
  isHard: true,
  scenario: (isFixed) =>
    workload({
      services: ({ terminal: charge }) => [checkout(charge, isFixed)],
      effects: { terminal },
      operations: ({ call }) => [
        call(
          checkout(() => Promise.resolve(true), isFixed),
          'pay',
          { input: fc.constantFrom('pen', 'ink') },
        ),
      ],
      maxOperations: 2,
      invariants: [
        outsideAtRest('an order is charged at most once', 'terminal', ({ charges }: Till) => {
          const twice = charges.find((order, at) => charges.indexOf(order) !== at);
          return twice && `order ${twice} is charged more than once`;
        }),
      ],
    }),
});
