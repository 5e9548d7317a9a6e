import * as restate from '@restatedev/restate-sdk';
import { scenario, type Scenario } from '../../../sim/index.ts';

const box = restate.object({
  name: 'PairBox',
  handlers: { put: async (ctx: restate.ObjectContext): Promise<void> => ctx.set('is', 1) },
});

/** They hold, and their worlds are few. */
export const scenarios: readonly Scenario[] = ['pair one', 'pair two'].map((name) =>
  scenario(name, { services: [box], operations: ({ call }) => [call(box, 'put', { key: 'a' })], maxOperations: 2 }),
);
