import { RestatePromise } from '@restatedev/restate-sdk';

import { strict, type Body } from '../deployments/services-of.ts';
import type { Json } from '../json.ts';
import type { Change } from './change.ts';

const naps = (ms: number): Body => {
  return async ({ ctx, version }) => {
    await ctx.sleep(ms);
    return version;
  };
};

const stepThenWait: Body = async ({ run, awakeable, version }) => {
  await run('a');
  await awakeable();
  return version;
};

/** Changes of sleeps, timeouts, awakeables, promises, and of how they are combined. */
export const waitChanges: readonly Change[] = [
  { name: 'sleep-shorter', v1: naps(6_000), v2: naps(10), waits: 'for ever', inPlace: 'suspended' },
  { name: 'sleep-longer', v1: naps(2_500), v2: naps(60_000), waits: 'sleep', inPlace: 'completed "v2"' },
  {
    name: 'sleep-named',
    v1: async ({ ctx, awakeable }) => {
      await ctx.sleep(1);
      await awakeable();
      return 'v1';
    },
    v2: async ({ ctx, awakeable }) => {
      await ctx.sleep(1, 'nap');
      await awakeable();
      return 'v2';
    },
    inPlace: 'paused: 570 name:  != nap',
  },
  {
    name: 'sleep-removed',
    v1: naps(6_000),
    v2: ({ version }) => version,
    waits: 'for ever',
    inPlace: "paused: 570 now 'handler return', journal 'sleep' at 1",
  },
  {
    name: 'sleep-to-run',
    v1: async ({ ctx, awakeable }) => {
      await ctx.sleep(1);
      await awakeable();
      return 'v1';
    },
    v2: stepThenWait,
    inPlace: "paused: 570 now 'run', journal 'sleep' at 1",
  },
  // The closures run in either order; the race is won by the result that was stored first.
  {
    name: 'all-to-race',
    v1: async ({ run, awakeable }) => {
      const both = await RestatePromise.all([run('a'), run('b')]);
      await awakeable();
      return both;
    },
    v2: async ({ run, awakeable }) => {
      const first = await RestatePromise.race([run('a'), run('b')]);
      await awakeable();
      return first;
    },
    inPlace: ['completed "a"', 'completed "b"'],
  },
  {
    name: 'sequential-to-parallel',
    v1: async ({ run, awakeable }) => {
      const [a, b] = [await run('a'), await run('b')];
      await awakeable();
      return [a, b];
    },
    v2: async ({ run, awakeable }) => {
      const both = await RestatePromise.all([run('a'), run('b')]);
      await awakeable();
      return both;
    },
    inPlace: 'completed ["a","b"]',
  },
  {
    name: 'parallel-to-sequential',
    v1: async ({ run, awakeable }) => {
      const both = await RestatePromise.all([run('a'), run('b')]);
      await awakeable();
      return both;
    },
    v2: async ({ run, awakeable }) => {
      const [a, b] = [await run('a'), await run('b')];
      await awakeable();
      return [a, b];
    },
    inPlace: 'completed ["a","b"]',
  },
  {
    name: 'parallel-to-sequential-pending',
    v1: async ({ ctx, awakeable }) => {
      const [answer] = await RestatePromise.all([awakeable(), ctx.sleep(1)]);
      return answer;
    },
    v2: async ({ ctx, awakeable }) => {
      const answer = await awakeable();
      await ctx.sleep(1);
      return answer;
    },
    inPlace: 'completed "ok"',
    resumed: "paused: 570 'await' could not be replayed",
  },
  {
    name: 'timeout-added',
    v1: stepThenWait,
    v2: async ({ run, awakeable }) => {
      await run('a');
      return ['v2', await awakeable().orTimeout(60_000)];
    },
    inPlace: 'completed ["v2","ok"]',
  },
  {
    name: 'timeout-removed',
    v1: async ({ run, awakeable }) => {
      await run('a');
      return awakeable().orTimeout(60_000);
    },
    v2: stepThenWait,
    inPlace: "paused: 570 now 'handler return', journal 'sleep' at 2",
    resumed: "paused: 570 'await' could not be replayed",
  },
  {
    name: 'timeout-changed',
    v1: async ({ awakeable }) => awakeable().orTimeout(60_000),
    v2: async ({ awakeable }) => awakeable().orTimeout(200),
    waits: 'for ever',
    inPlace: 'suspended',
  },
  {
    name: 'awakeable-inserted',
    v1: async ({ run, awakeable }) => {
      await run('a');
      return { payment: await awakeable() };
    },
    v2: async ({ run, awakeable }) => {
      await run('a');
      const check = await awakeable();
      return { check, payment: await awakeable() };
    },
    inPlace: 'suspended',
  },
  {
    name: 'awakeable-order',
    v1: async ({ run, awakeable }) => {
      const pay = awakeable();
      void awakeable();
      await run('ask');
      return { pay: await pay };
    },
    v2: async ({ run, awakeable }) => {
      const [ship, pay] = [awakeable(), awakeable()];
      await run('ask');
      const named = [pay.map((answer) => `pay:${answer as string}`), ship.map((answer) => `ship:${answer as string}`)];
      return { pay: await RestatePromise.race(named) };
    },
    inPlace: 'completed {"pay":"ship:ok"}',
  },
  {
    name: 'step-moved-after',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await run('b');
      await awakeable();
      return 1;
    },
    v2: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      await run('b');
      return 1;
    },
    inPlace: 'completed 1',
    resumed: "paused: 570 'await' could not be replayed",
  },
  {
    name: 'promise-renamed',
    of: 'workflow',
    v1: async ({ ctx }) => ['v1', await ctx.promise<Json>('approved').get()],
    v2: async ({ ctx }) => ['v2', await ctx.promise<Json>('decision').get()],
    resolves: 'decision',
    inPlace: 'paused: 570 key: approved != decision',
  },
  {
    name: 'promise-serde',
    of: 'workflow',
    v1: async ({ ctx, awakeable }) => {
      await ctx.promise<Json>('p').resolve({ n: 1 });
      const value = await ctx.promise<Json>('p').get();
      await awakeable();
      return ['v1', value];
    },
    v2: async ({ ctx, awakeable }) => {
      await ctx.promise<Json>('p').resolve({ n: 1 });
      const value = await ctx.promise<Json>('p', strict).get();
      await awakeable();
      return ['v2', value];
    },
    inPlace:
      'paused: 500 Standard schema validation failed: | * (at /currency) Invalid input: expected string, received undefined',
  },
];
