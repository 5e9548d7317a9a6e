import { TerminalError } from '@restatedev/restate-sdk';

import type { Body } from '../deployments/services-of.ts';
import type { Change } from './change.ts';

const stepThenWait: Body = async ({ run, awakeable, input = 1 }) => {
  await run('a');
  await awakeable();
  return input;
};

const items = (count: number): Body => {
  return async ({ run, awakeable }) => {
    for (let item = 1; item <= count; item++) await run(`item${item}`);
    await awakeable();
    return 3;
  };
};

/** Changes of loops, of ways out, and of what comes in and goes out. */
export const flowChanges: readonly Change[] = [
  {
    name: 'date-now-journaled',
    v1: stepThenWait,
    v2: async ({ ctx, run, awakeable }) => {
      await ctx.date.now();
      await run('a');
      await awakeable();
      return 1;
    },
    inPlace: 'paused: 570 name: a !=',
  },
  {
    name: 'version-marker-run',
    v1: stepThenWait,
    v2: async ({ ctx, run, awakeable }) => {
      const version = await ctx.run('version', () => 2);
      await run('a');
      await awakeable();
      return version >= 2 ? 'new' : 'old';
    },
    inPlace: 'paused: 570 name: a != version',
  },
  {
    name: 'early-terminal',
    v1: stepThenWait,
    v2: () => {
      throw new TerminalError('now refused', { errorCode: 400 });
    },
    inPlace: "paused: 570 now 'handler return', journal 'run' at 1",
  },
  {
    name: 'early-plain-error',
    v1: stepThenWait,
    v2: () => {
      throw new Error('not configured');
    },
    inPlace: 'paused: 500 not configured',
  },
  {
    name: 'early-return',
    v1: stepThenWait,
    v2: () => 'nothing to do',
    inPlace: "paused: 570 now 'handler return', journal 'run' at 1",
  },
  {
    name: 'loop-shorter',
    v1: items(3),
    v2: items(2),
    inPlace: "paused: 570 now 'handler return', journal 'run' at 3",
    resumed: "paused: 570 'await' could not be replayed",
  },
  { name: 'loop-longer', v1: items(2), v2: items(3), inPlace: 'completed 3 +1' },
  {
    name: 'loop-longer-unnamed',
    v1: async ({ ctx, awakeable }) => {
      for (const item of [1, 2]) await ctx.run(() => item);
      await awakeable();
      return 3;
    },
    v2: async ({ ctx, awakeable }) => {
      let sum = 0;
      for (const item of [1, 2, 3]) sum += await ctx.run(() => item);
      await awakeable();
      return sum;
    },
    inPlace: 'completed 6',
  },
  {
    name: 'input-schema-stricter',
    input: { n: 1 },
    v1: stepThenWait,
    strictInput: true,
    inPlace: "paused: 570 now 'handler return', journal 'run' at 1",
  },
  {
    name: 'input-schema-stricter-nocommands',
    input: { n: 1 },
    v1: async ({ awakeable, input }) => {
      await awakeable();
      return input;
    },
    strictInput: true,
    inPlace:
      'failed 400 Failed to deserialize input: Standard schema validation failed: | * (at /currency) Invalid input: expected string, received undefined',
  },
  {
    name: 'output-schema-changed',
    v1: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return { n: 1 };
    },
    v2: async ({ run, awakeable }) => {
      await run('a');
      await awakeable();
      return { n: 1, extra: true };
    },
    inPlace: 'completed {"n":1,"extra":true}',
  },
];
