import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';

const stock = (isFixed: boolean) =>
  restate.object({
    name: 'Stock',
    handlers: {
      put: async (ctx: restate.ObjectContext<{ left: number }>, amount: number): Promise<void> => {
        ctx.set('left', ((await ctx.get('left')) ?? 2) + amount);
      },
      take: async (ctx: restate.ObjectContext<{ left: number }>, amount: number): Promise<number> => {
        const left = (await ctx.get('left')) ?? 2;
        if (left < amount) {
          // The retried invocation keeps the lock, so that no other client can put anything in.
          if (isFixed) throw new restate.TerminalError(`only ${left} left`);
          throw new Error(`only ${left} left`);
        }
        ctx.set('left', left - amount);
        return left - amount;
      },
    },
    options: { retryPolicy: { maxAttempts: 4, initialInterval: 10 } },
  });

export const retryableRefusal = bug('a refusal that is retried', {
  mistake:
    'A request that can never succeed is refused with an error that is not terminal, and retried for ever under the lock.',
  breaks: 'everything settles',
  scenario: (isFixed) => ({
    services: [stock(isFixed)],
    operations: ({ call }) => [
      call(stock(isFixed), 'put', { key: fc.constantFrom('pen', 'ink'), input: fc.integer({ min: 1, max: 3 }) }),
      call(stock(isFixed), 'take', { key: fc.constantFrom('pen', 'ink'), input: fc.constantFrom(1, 1, 1) }),
    ],
    maxOperations: 6,
  }),
});
