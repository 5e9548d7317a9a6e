import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

const LINES = 4;

const billing = (isFixed: boolean) =>
  restate.service({
    name: 'Billing',
    handlers: {
      total: async (ctx: restate.Context, price: number): Promise<number> => {
        let total = 0;
        for (let line = 0; line < LINES; line++) {
          if (isFixed) total += await ctx.run(`line ${line}`, () => price);
          else {
            await ctx.run(`line ${line}`, () => {
              total += price;
            });
          }
        }
        return total;
      },
    },
  });

export const smuggledResult = bug('a result that is smuggled out of a run', {
  mistake: 'The closure of a `run` adds to a variable of the handler, which a replay leaves as it was.',
  breaks: 'a bill is the sum of its lines',
  scenario: (isFixed) => ({
    services: [billing(isFixed)],
    operations: ({ call }) => [call(billing(isFixed), 'total', { input: fc.integer({ min: 1, max: 9 }) })],
    maxOperations: 4,
    invariants: [
      answersAgree('a bill is the sum of its lines', (answers) => {
        const bills = answers.filter(({ handler, status }) => handler === 'total' && status === 200);
        const wrong = bills.find(({ input, output }) => output !== (input as number) * LINES);
        return wrong && `${LINES} lines at ${String(wrong.input)} came to ${String(wrong.output)}`;
      }),
    ],
  }),
});
