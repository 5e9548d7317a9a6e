import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { limitsKept } from '../../../../sim/checks/limits/limits-kept.ts';
import { bug } from '../bug.ts';

type Folder = { readonly depth: number; readonly width: number };

const tree = (isFixed: boolean) =>
  restate.service({
    name: 'Tree',
    handlers: {
      count: async (ctx: restate.Context, { depth, width }: Folder): Promise<number> => {
        if (depth === 0) return 1;
        const scope = isFixed ? `depth.${depth - 1}` : 'trees';
        const client = ctx.scope(scope).serviceClient<ReturnType<typeof tree>>({ name: 'Tree' });
        const inner = Array.from({ length: width }, () => client.count({ depth: depth - 1, width: 1 }));
        const counts = await restate.RestatePromise.all(inner);
        return counts.reduce((sum, one) => sum + one, 1);
      },
    },
  });

export const fanOutDeeperThanItsLimit = bug('a fan-out that is deeper than its limit', {
  mistake:
    'Each level of a tree waits for the next one in the same scope, and a tree is deeper than the limit is wide.',
  breaks: limitsKept.name,
  scenario: (isFixed) => ({
    services: [tree(isFixed)],
    operations: ({ call }) => [
      call(tree(isFixed), 'count', {
        input: fc.record({ depth: fc.integer({ min: 0, max: 3 }), width: fc.integer({ min: 1, max: 2 }) }),
        scope: 'trees',
      }),
    ],
    maxOperations: 4,
    server: { version: '1.8', limits: { trees: 3, '*': 3 } },
  }),
});
