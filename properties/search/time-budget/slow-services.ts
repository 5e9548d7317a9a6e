import * as restate from '@restatedev/restate-sdk';
import { scenario, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';

const MEGABYTES = 5;

/** Each write is large: a run with a few of them takes a second. */
const archive = restate.object({
  name: 'Archive',
  handlers: {
    put: async (ctx: restate.ObjectContext): Promise<number> => {
      const before = (await ctx.get<string>('body')) ?? '';
      ctx.set('body', `${before.length % 7}`.repeat(MEGABYTES * 1_048_576));
      return before.length;
    },
  },
});

/** Computes without an await, as long as a step may. */
const cruncher = restate.object({
  name: 'Cruncher',
  handlers: {
    crunch: async (ctx: restate.ObjectContext): Promise<number> => {
      let sum = 0;
      for (let i = 0; i < ITERATIONS; i++) sum = (sum * 31 + i) | 0;
      return ((await ctx.get<number>('n')) ?? 0) + (sum & 1);
    },
  },
});

/** Calls itself on its own key, which is a deadlock: shrinking it takes many slow runs. */
const knot = restate.object({
  name: 'Knot',
  handlers: {
    tie: async (ctx: restate.ObjectContext): Promise<void> => {
      let sum = 0;
      for (let i = 0; i < ITERATIONS; i++) sum = (sum * 31 + i) | 0;
      const n = ((await ctx.get<number>('n')) ?? 0) + 1;
      ctx.set('n', n + (sum === 1 ? 1 : 0));
      if (n > 1) await ctx.genericCall({ service: 'Knot', method: 'tie', key: ctx.key, parameter: new Uint8Array() });
    },
  },
});

/** One run of it takes minutes. */
const walker = restate.object({
  name: 'Walker',
  handlers: {
    walk: async (ctx: restate.ObjectContext): Promise<number> => {
      let sum = 0;
      for (let step = 0; step < STEPS; step++) {
        for (let i = 0; i < ITERATIONS; i++) sum = (sum * 31 + i) | 0;
        await ctx.sleep(1);
      }
      return sum;
    },
  },
});

const STEPS = 2_000;

/** About 20 ms. */
const ITERATIONS = 2e7;

const key = { key: 'k' };

export const largeState: Scenario = scenario('large state', {
  services: [archive],
  operations: ({ call }) => [call(archive, 'put', key)],
});
export const longSteps: Scenario = scenario('long steps', {
  services: [cruncher],
  operations: ({ call }) => [call(cruncher, 'crunch', key)],
});
export const slowShrinking: Scenario = scenario('slow shrinking', {
  services: [knot],
  operations: ({ call }) => [call(knot, 'tie', key)],
});
export const longRun: Scenario = scenario('long run', {
  services: [walker],
  operations: ({ call }) => [call(walker, 'walk', key)],
});
