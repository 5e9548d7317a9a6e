import * as restate from '@restatedev/restate-sdk';
import { scenario, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';

let calls = 0;

/** Counts its calls in its module: what it answers depends on everything the process has done before. */
const leaky = restate.service({
  name: 'Leaky',
  handlers: { count: (): Promise<number> => Promise.resolve(++calls) },
});

const tidy = restate.object({
  name: 'Tidy',
  handlers: {
    count: async (ctx: restate.ObjectContext): Promise<number> => {
      const count = ((await ctx.get<number>('count')) ?? 0) + 1;
      ctx.set('count', count);
      return count;
    },
  },
});

export const leakyScenario: Scenario = scenario('leaky', {
  services: [leaky],
  operations: ({ call }) => [call(leaky, 'count', {})],
  // Without a crash nothing is replayed, and only another process shows it.
  faults: { troubles: 0 },
});

export const tidyScenario: Scenario = scenario('tidy', {
  services: [tidy],
  operations: ({ call }) => [call(tidy, 'count', { key: 'k' })],
});
