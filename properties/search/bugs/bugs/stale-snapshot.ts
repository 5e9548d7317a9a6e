import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

type Account = { readonly left: number; readonly paid: number };
const OPENED: Account = { left: 100, paid: 0 };

const account = (isFixed: boolean) =>
  restate.object({
    name: 'Account',
    handlers: {
      pay: async (ctx: restate.ObjectContext<{ account: Account }>, amount: number): Promise<void> => {
        const { left, paid } = (await ctx.get('account')) ?? OPENED;
        ctx.set('account', { left: left - amount, paid: paid + amount });
      },
      report: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<{ account: Account }>): Promise<number> => {
          const before = (await ctx.get('account')) ?? OPENED;
          await ctx.sleep(10);
          const after = isFixed ? before : ((await ctx.get('account')) ?? OPENED);
          return before.left + after.paid;
        },
      ),
      left: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<{ account: Account }>): Promise<number> =>
          ((await ctx.get('account')) ?? OPENED).left,
      ),
    },
  });

export const staleSnapshot = bug('a snapshot that grows old across a suspension', {
  mistake:
    'A shared handler reads once before and once after it sleeps; if it is suspended in between, it sees two moments.',
  breaks: 'a report adds up',
  isHard: true,
  scenario: (isFixed) => ({
    services: [account(isFixed)],
    operations: ({ call }) => [
      call(account(isFixed), 'pay', { key: fc.constantFrom('x', 'y'), input: fc.integer({ min: 1, max: 9 }) }),
      call(account(isFixed), 'report', { key: fc.constantFrom('x', 'y', 'z') }),
      call(account(isFixed), 'left', { key: fc.constantFrom('x', 'y', 'z') }),
    ],
    maxOperations: 6,
    invariants: [
      answersAgree('a report adds up', (answers) => {
        const wrong = answers.find(
          ({ handler, status, output }) => handler === 'report' && status === 200 && output !== 100,
        );
        return wrong && `a report came to ${String(wrong.output)}`;
      }),
    ],
  }),
});
