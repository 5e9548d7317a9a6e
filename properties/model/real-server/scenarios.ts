import * as restate from '@restatedev/restate-sdk';
import type { Model } from '../../../sim/checks/linearizability/model.ts';
import { effect } from '../../../sim/simulation/scenario/effect.ts';
import { scenario, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';

/** Never answers: what it waits for does not come. */
const mute = restate.service({
  name: 'Mute',
  handlers: { listen: (): Promise<never> => new Promise<never>(() => {}) },
});

export const muteScenario: Scenario = scenario('a service that never answers', {
  services: [mute],
  operations: ({ call }) => [call(mute, 'listen', {})],
  maxOperations: 1,
  faults: { troubles: 0 },
});

/** Reads, waits, and writes back what it has read, in a database that knows nothing of locks. */
const counterOf = (database: (input: number | null) => Promise<number>) =>
  restate.service({
    name: 'Visits',
    handlers: {
      count: async (ctx: restate.Context): Promise<number> => {
        const seen = await ctx.run('read', () => database(null));
        await ctx.sleep(30);
        return ctx.run('write', () => database(seen + 1));
      },
    },
  });

/** Each visit is counted once, also with concurrent visits. */
const counting: Model<unknown> = {
  init: 0,
  apply: (visits) => ({ state: Number(visits) + 1, value: Number(visits) + 1 }),
};

export const lossyScenario: Scenario = scenario('visits that are lost', {
  services: ({ database }) => [counterOf(database)],
  effects: {
    database: effect({
      state: () => ({ visits: 0 }),
      apply: (state: { visits: number }, input: number | null) =>
        input === null ? state.visits : (state.visits = input),
    }),
  },
  operations: ({ call }) => [
    call(
      counterOf(() => Promise.resolve(0)),
      'count',
      {},
    ),
  ],
  model: counting,
  faults: { troubles: 0, effects: false },
});

/** Does two things in steps of its own, so that there is something to lose between them. */
const twoSteps = (till: (input: string) => Promise<string>) =>
  restate.object({
    name: 'TwoSteps',
    handlers: {
      work: async (ctx: restate.ObjectContext): Promise<string> => {
        const first = await ctx.run('first', () => till(`first ${ctx.key}`));
        ctx.set('done', first);
        return ctx.run('second', () => till(`second ${ctx.key}`));
      },
    },
  });

export const twoStepsScenario: Scenario = scenario('two steps', {
  services: ({ till }) => [twoSteps(till)],
  effects: {
    till: effect({
      state: () => [] as string[],
      apply: (calls: string[], input: string) => (calls.push(input), input),
    }),
  },
  operations: ({ call }) => [
    call(
      twoSteps(() => Promise.resolve('')),
      'work',
      { key: 'k' },
    ),
  ],
});

/** Asks another object to do its two steps, and does one of its own. */
const foreman = restate.service({
  name: 'Foreman',
  handlers: {
    order: async (ctx: restate.Context): Promise<string> => {
      const done = await ctx.objectClient<ReturnType<typeof twoSteps>>({ name: 'TwoSteps' }, 'k').work();
      return ctx.run('report', () => `${done}, reported`);
    },
  },
});

export const foremanScenario: Scenario = scenario('a foreman', {
  services: ({ till }) => [twoSteps(till), foreman],
  effects: {
    till: effect({
      state: () => [] as string[],
      apply: (calls: string[], input: string) => (calls.push(input), input),
      troubles: { fails: false, losesAnswer: false },
    }),
  },
  operations: ({ call }) => [call(foreman, 'order', {})],
});
