import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { despiteCancels } from '../despite-cancels.ts';
import { answersAgree } from '../judge.ts';

type Move = { readonly book: string; readonly to: 'desk' | 'shelf' };

interface Books {
  readonly desk: Set<string>;
  readonly putBack: Set<string>;
}

/** The books that lie at the desk for a reader; a late request does not fetch again what was put back. */
const library = effect({
  state: (): Books => ({ desk: new Set(), putBack: new Set() }),
  apply: ({ desk, putBack }: Books, { book, to }: Move): boolean => {
    if (to === 'shelf') putBack.add(book);
    if (putBack.has(book)) return !desk.delete(book);
    desk.add(book);
    return true;
  },
  latenciesMs: [0, 20],
});

const loan = (move: (one: Move) => Promise<boolean>, isFixed: boolean) =>
  restate.workflow({
    name: 'Loan',
    // A book is lent once in a run, however long that takes.
    options: { workflowRetention: { days: 3_650 } },
    handlers: {
      run: async (ctx: restate.WorkflowContext): Promise<string> => {
        const book = ctx.key;
        try {
          await ctx.run('fetch', () => move({ book, to: 'desk' }));
          return await ctx.promise<string>('approved');
        } catch (error) {
          if (isFixed) await despiteCancels(async () => ctx.run('put back', () => move({ book, to: 'shelf' })));
          throw error;
        }
      },
      approve: async (ctx: restate.WorkflowSharedContext): Promise<void> => answered(ctx, true),
      deny: async (ctx: restate.WorkflowSharedContext): Promise<void> => answered(ctx, false),
    },
  });

async function answered(ctx: restate.WorkflowSharedContext, isApproved: boolean): Promise<void> {
  const approved = ctx.promise<string>('approved');
  if ((await approved.peek()) !== undefined) return;
  const done = isApproved ? approved.resolve('yes') : approved.reject('no');
  await done.catch(() => undefined);
}

export const rejectedPromise = bug('a promise that is rejected', {
  mistake: 'A loan waits for its approval and does not expect that the promise is rejected, so the book stays out.',
  breaks: 'no book lies at the desk for a loan that failed',
  scenario: (isFixed) =>
    workload({
      services: ({ library: move }) => [loan(move, isFixed)],
      effects: { library },
      operations: ({ call }) => {
        const unused = loan(() => Promise.resolve(true), isFixed);
        const key = fc.constantFrom('dune', 'emma');
        return [call(unused, 'run', { key }), call(unused, 'approve', { key }), call(unused, 'deny', { key })];
      },
      owed: ['promise approved'],
      // A cancel has the same effect as a rejection, which is what this bug is about.
      faults: { operators: false },
      invariants: [
        answersAgree('no book lies at the desk for a loan that failed', (responses, view) => {
          const { desk } = view.effect('library') as Books;
          const failed = responses.find(
            ({ handler, status, key }) => handler === 'run' && status === 500 && desk.has(key),
          );
          return failed === undefined ? undefined : `the book ${failed.key} lies at the desk, and its loan failed`;
        }),
      ],
    }),
});
