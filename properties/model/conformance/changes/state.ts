import type { Body } from '../deployments/services-of.ts';
import type { Json } from '../json.ts';
import type { Change } from './change.ts';

/** Sets these in order, then waits. */
const sets = (...values: readonly (readonly [name: string, value: Json])[]): Body => {
  return async ({ ctx, awakeable }) => {
    for (const [name, value] of values) ctx.set(name, value);
    await awakeable();
    return 1;
  };
};

const readsOf = (name: string): Body => {
  return async ({ ctx, awakeable }) => {
    const value = await ctx.get<Json>(name);
    await awakeable();
    return value;
  };
};

const keysOf: Body = async ({ ctx, awakeable }) => {
  const names = await ctx.stateKeys();
  await awakeable();
  return names;
};

const waits: Body = async ({ awakeable }) => {
  await awakeable();
  return 1;
};

const setA: Body = ({ ctx }) => {
  ctx.set('a', 5);
  return null;
};

const lazy = { enableLazyState: true };

/** Changes of reads and writes of state. */
export const stateChanges: readonly Change[] = [
  {
    name: 'set-value',
    of: 'object',
    v1: sets(['s', { v: 1 }]),
    v2: sets(['s', { v: 2 }]),
    inPlace: `paused: 570 value: '{"v":1}' != '{"v":2}'`,
  },
  {
    name: 'set-field-added',
    of: 'object',
    v1: sets(['s', { v: 1 }]),
    v2: sets(['s', { v: 1, schema: 2 }]),
    inPlace: `paused: 570 value: '{"v":1}' != '{"v":1,"schema":2}'`,
  },
  {
    name: 'set-key',
    of: 'object',
    v1: sets(['count', 1]),
    v2: sets(['counter', 1]),
    inPlace: "paused: 570 key: 'count' != 'counter'",
  },
  { name: 'set-added', of: 'object', v1: sets(['a', 1]), v2: sets(['a', 1], ['b', 1]), inPlace: 'completed 1' },
  {
    name: 'set-removed',
    of: 'object',
    v1: sets(['a', 1]),
    v2: waits,
    inPlace: "paused: 570 now 'handler return', journal 'set state' at 1",
    resumed: "paused: 570 'await' could not be replayed",
  },
  {
    name: 'set-to-clear',
    of: 'object',
    v1: sets(['a', 1]),
    v2: async ({ ctx, awakeable }) => {
      ctx.clear('a');
      await awakeable();
      return 1;
    },
    inPlace: "paused: 570 now 'clear state', journal 'set state' at 1",
  },
  {
    name: 'get-key',
    of: 'object',
    v1: readsOf('count'),
    v2: readsOf('counter'),
    inPlace: "paused: 570 key: 'count' != 'counter'",
  },
  {
    name: 'get-added',
    of: 'object',
    v1: readsOf('a'),
    v2: async ({ ctx, awakeable }) => {
      const b = await ctx.get<Json>('b');
      const a = await ctx.get<Json>('a');
      await awakeable();
      return [a, b];
    },
    inPlace: "paused: 570 key: 'a' != 'b'",
  },
  {
    name: 'get-added-at-end',
    of: 'object',
    v1: readsOf('a'),
    v2: async ({ ctx, awakeable }) => {
      const a = await ctx.get<Json>('a');
      const b = await ctx.get<Json>('b');
      await awakeable();
      return [a, b];
    },
    inPlace: 'completed [null,null]',
  },
  {
    name: 'get-removed',
    of: 'object',
    v1: readsOf('a'),
    v2: waits,
    inPlace: "paused: 570 now 'handler return', journal 'get state' at 1",
    resumed: "paused: 570 'await' could not be replayed",
  },
  {
    name: 'get-unawaited-order',
    of: 'object',
    v1: async ({ ctx, awakeable }) => {
      const a = await ctx.get<Json>('a');
      ctx.set('b', 1);
      await awakeable();
      return a;
    },
    v2: async ({ ctx, awakeable }) => {
      ctx.set('b', 1);
      const a = await ctx.get<Json>('a');
      await awakeable();
      return a;
    },
    inPlace: "paused: 570 now 'set state', journal 'get state' at 1",
  },
  {
    name: 'state-shape-silent',
    of: 'object',
    before: setA,
    v1: readsOf('a'),
    v2: async ({ ctx, awakeable }) => {
      await ctx.get<Json>('a');
      await awakeable();
      return (await ctx.get<{ readonly n?: number }>('a'))?.n ?? 'undefined!';
    },
    inPlace: 'completed "undefined!"',
  },
  { name: 'lazy-on', of: 'object', before: setA, v1: readsOf('a'), options: { v2: lazy }, inPlace: 'completed 5' },
  { name: 'lazy-off', of: 'object', before: setA, v1: readsOf('a'), options: { v1: lazy }, inPlace: 'completed 5' },
  { name: 'lazy-off-keys', of: 'object', before: setA, v1: keysOf, options: { v1: lazy }, inPlace: 'completed ["a"]' },
  { name: 'lazy-on-keys', of: 'object', before: setA, v1: keysOf, options: { v2: lazy }, inPlace: 'completed ["a"]' },
];
