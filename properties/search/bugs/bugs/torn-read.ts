import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

type Sides = { readonly left: number; readonly right: number };
type State = { left: number; right: number; both: Sides };

const scales = (isFixed: boolean) =>
  restate.object({
    name: 'Scales',
    handlers: {
      move: async (ctx: restate.ObjectContext<State>, weight: number): Promise<void> => {
        if (isFixed) {
          const { left, right } = (await ctx.get('both')) ?? { left: 50, right: 50 };
          ctx.set('both', { left: left - weight, right: right + weight });
          return;
        }
        const left = (await ctx.get('left')) ?? 50;
        const right = (await ctx.get('right')) ?? 50;
        ctx.set('left', left - weight);
        ctx.set('right', right + weight);
      },
      total: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<number> => {
        const both = isFixed ? await ctx.get('both') : null;
        const left = both?.left ?? (await ctx.get('left')) ?? 50;
        const right = both?.right ?? (await ctx.get('right')) ?? 50;
        return left + right;
      }),
    },
  });

export const tornRead = bug('a torn read of two values', {
  mistake:
    'Values that belong together are stored under two names, so that a shared handler can see one change without the other.',
  breaks: 'the scales always hold a hundred',
  isHard: true,
  scenario: (isFixed) => ({
    services: [scales(isFixed)],
    operations: ({ call }) => [
      call(scales(isFixed), 'move', { key: fc.constantFrom('x', 'y'), input: fc.integer({ min: 1, max: 9 }) }),
      call(scales(isFixed), 'total', { key: fc.constantFrom('x', 'y') }),
    ],
    maxOperations: 6,
    invariants: [
      answersAgree('the scales always hold a hundred', (answers) => {
        const wrong = answers.find(
          ({ handler, status, output }) => handler === 'total' && status === 200 && output !== 100,
        );
        return wrong && `the total was ${String(wrong.output)}`;
      }),
    ],
  }),
});
