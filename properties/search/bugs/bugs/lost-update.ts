import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { answersAgree } from '../judge.ts';

type Query = { readonly read: true } | { readonly write: number } | { readonly add: number; readonly id: string };
type Ledger = { total: number; readonly added: Set<string> };

/** A table in a database that two keys share. */
const ledger = effect({
  state: (): Ledger => ({ total: 0, added: new Set() }),
  apply: (state: Ledger, query: Query): number => {
    if ('write' in query) state.total = query.write;
    if ('add' in query && !state.added.has(query.id)) {
      state.added.add(query.id);
      state.total += query.add;
    }
    return state.total;
  },
  latenciesMs: [0, 5],
});

const till = (table: (query: Query) => Promise<number>, isFixed: boolean) =>
  restate.object({
    name: 'Till',
    handlers: {
      take: async (ctx: restate.ObjectContext, amount: number): Promise<number> => {
        const id = ctx.rand.uuidv4();
        if (isFixed) return ctx.run('add', () => table({ add: amount, id }));
        const total = await ctx.run('read', () => table({ read: true }));
        return ctx.run('write', () => table({ write: total + amount }));
      },
    },
  });

export const lostUpdate = bug('lost update through an external store', {
  mistake: 'Two keys read a total in a database, add to it and write it back, so that one addition is lost.',
  breaks: 'every amount taken is in the total',
  scenario: (isFixed) =>
    workload({
      services: ({ ledger: table }) => [till(table, isFixed)],
      effects: { ledger },
      operations: ({ call }) => [
        call(
          till(() => Promise.resolve(0), isFixed),
          'take',
          {
            key: fc.constantFrom('left', 'right'),
            input: fc.integer({ min: 1, max: 9 }),
          },
        ),
      ],
      maxOperations: 6,
      invariants: [
        answersAgree('every amount taken is in the total', (answers, view) => {
          const taken = answers.filter(({ handler, status }) => handler === 'take' && status === 200);
          const least = taken.reduce((sum, { input }) => sum + (input as number), 0);
          const { total } = view.effect('ledger') as Ledger;
          return total >= least ? undefined : `the total is ${total}, and ${least} were taken`;
        }),
      ],
    }),
});
