import * as restate from '@restatedev/restate-sdk';
import { everyWrite } from '../../../sim/checks/build-invariant.ts';
import type { Invariant } from '../../../sim/checks/invariant.ts';
import { scenario, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';

let calls = 0;

/** Counts in its module: what it stores depends on everything the process has done before. */
const leaky = restate.object({
  name: 'Leaky',
  handlers: {
    count: (ctx: restate.ObjectContext): Promise<void> => {
      ctx.set('count', ++calls);
      return Promise.resolve();
    },
  },
});

/** Counts in its state, and takes too large a step. */
const tidy = restate.object({
  name: 'Tidy',
  handlers: {
    count: async (ctx: restate.ObjectContext): Promise<void> => {
      const count = (await ctx.get<number>('count')) ?? 0;
      await ctx.sleep(10);
      await ctx.sleep(10);
      ctx.set('count', count + 3);
    },
  },
});

/** The planted expectation, which both break. */
function countsToTwo(service: string): Invariant {
  return everyWrite<number>('no counter exceeds 2', { service, state: 'count' }, ({ value }) =>
    value <= 2 ? true : `It was counted to ${value}.`,
  );
}

/** Breaks only because of what ran before: in a fresh worker it holds. */
export const leakyScenario: Scenario = scenario('a counter in a module', {
  services: [leaky],
  operations: ({ call }) => [call(leaky, 'count', { key: 'k' })],
  invariants: [countsToTwo('Leaky')],
  maxOperations: 1,
  // Without a crash nothing is replayed, and only another process shows it.
  faults: { troubles: 0 },
});

/** Breaks wherever it runs. */
export const tidyScenario: Scenario = scenario('a counter in the state', {
  services: [tidy],
  operations: ({ call }) => [call(tidy, 'count', { key: 'k' })],
  invariants: [countsToTwo('Tidy')],
});
