import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';

const greeter = (isFixed: boolean) =>
  restate.object({
    name: 'Greeter',
    handlers: {
      greet: async (ctx: restate.ObjectContext<{ last: string }>, name: string): Promise<string> => {
        // oxlint-disable-next-line no-restricted-globals -- this is the planted bug
        const now = isFixed ? await ctx.date.now() : Date.now();
        await ctx.run('look up', () => name);
        const isEven = now % 2 === 0;
        if (isEven) await ctx.run('even', () => 1);
        else await ctx.sleep(1);
        ctx.set('last', name);
        return isEven ? `good day, ${name}` : `hello, ${name}`;
      },
    },
  });

export const ambientBranch = bug('a branch on the clock', {
  mistake: 'The handler takes one way or the other by `Date.now()`, which is another time when it is replayed.',
  breaks: 'replay is faithful',
  scenario: (isFixed) => ({
    services: [greeter(isFixed)],
    operations: ({ call }) => [
      call(greeter(isFixed), 'greet', { key: fc.constantFrom('a', 'b'), input: fc.constantFrom('ann', 'bob') }),
    ],
    maxOperations: 5,
  }),
});
