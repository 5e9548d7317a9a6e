import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

const list = (isFixed: boolean) =>
  restate.object({
    name: 'List',
    handlers: {
      add: async (ctx: restate.ObjectContext, item: string): Promise<number> => {
        const number = ((await ctx.get<number>('count')) ?? 0) + 1;
        ctx.set('count', number);
        ctx.set(`item ${number}`, item);
        return number;
      },
      numbers: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<readonly number[]> => {
        const names = (await ctx.stateKeys()).filter((name) => name.startsWith('item '));
        const numberOf = (name: string): number => Number(name.slice('item '.length));
        const sorted = isFixed ? names.toSorted((one, other) => numberOf(one) - numberOf(other)) : names.toSorted();
        return sorted.map(numberOf);
      }),
    },
  });

export const tenthItem = bug('a tenth item before the second', {
  mistake: 'Items are sorted by number as text, which is right for the first nine.',
  breaks: 'items are listed in their order',
  scenario: (isFixed) => ({
    services: [list(isFixed)],
    operations: ({ call }) => {
      const key = fc.constantFrom('x', 'y');
      return [
        call(list(isFixed), 'add', { key, input: fc.constantFrom('tea', 'jam') }),
        call(list(isFixed), 'numbers', { key }),
      ];
    },
    invariants: [
      answersAgree('items are listed in their order', (answers) => {
        const wrong = answers.find(({ handler, status, output }) => {
          const numbers = handler === 'numbers' && status === 200 ? (output as readonly number[]) : [];
          return numbers.some((number, index) => number !== index + 1);
        });
        return wrong && `the items came as ${JSON.stringify(wrong.output)}`;
      }),
    ],
  }),
});
