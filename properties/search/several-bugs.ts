import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { scenario, type Scenario } from '../../sim/index.ts';

/** Three planted bugs: two handlers that fail for good, each in its own way, and one that waits for what never comes. */
const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext, amount: number): Promise<void> => {
      const sum = ((await ctx.get<number>('sum')) ?? 0) + amount;
      if (sum > 3) throw new Error('too much');
      ctx.set('sum', sum);
    },
    take: async (ctx: restate.ObjectContext): Promise<void> => {
      if (((await ctx.get<number>('sum')) ?? 0) === 0) throw new Error('nothing there');
      ctx.set('sum', 0);
    },
    swap: async (ctx: restate.ObjectContext, key: string): Promise<void> => {
      await ctx.objectClient<typeof counter>({ name: 'Counter' }, key).add(0);
    },
  },
});

/** One scenario with several bugs. */
export const scenarios: readonly Scenario[] = [
  scenario('several bugs', {
    services: [counter],
    operations: ({ call }) => [
      call(counter, 'add', { key: fc.constantFrom('a', 'b'), input: fc.integer({ min: 1, max: 2 }) }),
      call(counter, 'take', { key: fc.constantFrom('a', 'b') }),
      call(counter, 'swap', { key: fc.constantFrom('a', 'b'), input: fc.constantFrom('a', 'b') }),
    ],
  }),
];
