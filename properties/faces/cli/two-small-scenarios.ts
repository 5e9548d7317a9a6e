import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { scenario, type Scenario } from '../../../sim/index.ts';

const box = restate.object({
  name: 'PairBox',
  handlers: { put: async (ctx: restate.ObjectContext): Promise<void> => ctx.set('is', 1) },
});

/** They hold. Their worlds are few, and not all alike. */
export const scenarios: readonly Scenario[] = ['pair one', 'pair two'].map((name) =>
  scenario(name, {
    services: [box],
    operations: ({ call }) => [call(box, 'put', { key: fc.constantFrom('a', 'b') })],
    maxOperations: 2,
  }),
);
