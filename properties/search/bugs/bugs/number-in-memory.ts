import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

/** Makes the desk of one service process: its variable begins again when the process does. */
const desk = (isFixed: boolean) => {
  let issued = 0;
  return restate.object({
    name: 'Desk',
    handlers: {
      issue: async (ctx: restate.ObjectContext<{ issued: number }>): Promise<number> => {
        if (!isFixed) return ++issued;
        const number = ((await ctx.get('issued')) ?? 0) + 1;
        ctx.set('issued', number);
        return number;
      },
      look: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<{ issued: number }>) =>
        ctx.get('issued'),
      ),
    },
  });
};

export const numberInMemory = bug('a number that the process remembers', {
  mistake: 'A desk counts the tickets of a key in a variable, which begins again when its process does.',
  breaks: 'no ticket is issued two times',
  scenario: (isFixed) => ({
    services: () => [desk(isFixed)],
    operations: ({ call }) => [
      call(desk(isFixed), 'issue', { key: 'door', afterMs: fc.constantFrom(0, 10, 500) }),
      call(desk(isFixed), 'look', { key: 'door' }),
    ],
    maxOperations: 6,
    invariants: [
      answersAgree('no ticket is issued two times', (answers) => {
        const issued = answers.flatMap(({ handler, status, output }) =>
          handler === 'issue' && status === 200 ? [output] : [],
        );
        const again = issued.find((number, place) => issued.indexOf(number) < place);
        return again === undefined ? undefined : `the ticket ${JSON.stringify(again)} was issued two times`;
      }),
    ],
  }),
});
