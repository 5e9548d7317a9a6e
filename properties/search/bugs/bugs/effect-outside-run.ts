import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { answersAgree } from '../judge.ts';

/** A machine that gives out numbers, each once. */
const tickets = effect({
  state: () => ({ last: 0 }),
  apply: (machine: { last: number }): number => ++machine.last,
  latenciesMs: [0],
  troubles: { fails: false, losesAnswer: false },
});

const queue = (draw: () => Promise<number>, isFixed: boolean) =>
  restate.object({
    name: 'Queue',
    handlers: {
      join: async (ctx: restate.ObjectContext<{ shown: number[] }>): Promise<number> => {
        const shown = (await ctx.get('shown')) ?? [];
        const ticket = isFixed ? await ctx.run('draw', () => draw()) : await draw();
        ctx.set('shown', [...shown, ticket]);
        await ctx.sleep(5);
        return ticket;
      },
    },
  });

export const effectOutsideRun = bug('an effect outside of run', {
  mistake: 'A ticket is drawn by the handler itself and not in `ctx.run`, so that each replay draws another one.',
  breaks: 'effects happen as promised',
  scenario: (isFixed) =>
    workload({
      services: ({ tickets: draw }) => [queue(() => draw(undefined), isFixed)],
      effects: { tickets },
      operations: ({ call }) => [
        call(
          queue(() => Promise.resolve(0), isFixed),
          'join',
          { key: fc.constantFrom('a', 'b') },
        ),
      ],
      maxOperations: 5,
      invariants: [
        answersAgree('a guest has the ticket that is on show', (answers, view) => {
          for (const { handler, key, status, output } of answers) {
            if (handler !== 'join' || status !== 200) continue;
            const shown = view.state('Queue', key, 'shown') as number[];
            if (!shown.includes(output as number))
              return `ticket ${String(output)} is not on show, but ${shown.join(', ')}`;
          }
          return undefined;
        }),
      ],
    }),
});
