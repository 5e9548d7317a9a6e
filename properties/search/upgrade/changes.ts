import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { scenario, type AnyDefinition, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { UpgradeRoute } from '../../../sim/simulation/scenario/upgrade.ts';

type Owner = restate.ObjectContext;
type Reader = restate.ObjectSharedContext;

/** A version of services, and what is to be known of a deploy of another one. */
export interface Change {
  readonly name: string;
  readonly old: () => readonly AnyDefinition[];
  readonly next: () => readonly AnyDefinition[];
  /** Handlers of the old version that clients call, each with `S/x`. */
  readonly calls: readonly string[];
  /** Route -> the handlers in which a deploy breaks something, each with the beginning of the kind of its finding. */
  readonly breaks: Readonly<Record<UpgradeRoute, Readonly<Record<string, string>>>>;
  /** What is silently different, in words, if anything is. */
  readonly differs?: RegExp;
}

/** Attempts fail three times, then pause, so that a run ends soon. */
const options = { retryPolicy: { initialInterval: 50, maxAttempts: 3, onMaxAttempts: 'pause' as const } };

export function service(handlers: Parameters<typeof restate.object>[0]['handlers']): readonly AnyDefinition[] {
  return [restate.object({ name: 'S', handlers, options })];
}

const NOTHING = { new: {}, 'in-place': {}, resume: {}, rollback: {} };

const IN_FLIGHT = 'breaks in flight at';
const ROLLED_BACK = 'breaks in flight when it is rolled back';

/** Ten mistakes that are common (docs/internals/upgrade-semantics.md), and changes that are safe. */
export const CHANGES: readonly Change[] = [
  {
    name: 'the same code',
    old: () => service({ place: async (ctx: Owner) => (await ctx.sleep(1_000), ctx.run('a', () => 1)) }),
    next: () => service({ place: async (ctx: Owner) => (await ctx.sleep(1_000), ctx.run('a', () => 1)) }),
    calls: ['place'],
    breaks: NOTHING,
  },
  {
    name: 'a closure is fixed',
    old: () => service({ place: async (ctx: Owner) => (await ctx.run('a', () => 1), ctx.sleep(1_000)) }),
    next: () => service({ place: async (ctx: Owner) => (await ctx.run('a', () => 2), ctx.sleep(1_000)) }),
    calls: ['place'],
    breaks: NOTHING,
  },
  {
    name: 'a step comes behind the last one',
    old: () => service({ place: async (ctx: Owner) => (await ctx.sleep(1_000), 'done') }),
    next: () => service({ place: async (ctx: Owner) => (await ctx.sleep(1_000), await ctx.run('b', () => 1), 'done') }),
    calls: ['place'],
    breaks: { ...NOTHING, rollback: { 'S/place': ROLLED_BACK } },
  },
  {
    name: 'a step is inserted before a sleep',
    old: () => service({ place: async (ctx: Owner) => (await ctx.run('charge', () => 1), ctx.sleep(1_000)) }),
    next: () =>
      service({
        place: async (ctx: Owner) => (
          await ctx.run('charge', () => 1),
          await ctx.run('fraud check', () => true),
          ctx.sleep(1_000)
        ),
      }),
    calls: ['place'],
    breaks: {
      ...NOTHING,
      'in-place': { 'S/place': IN_FLIGHT },
      resume: { 'S/place': IN_FLIGHT },
      rollback: { 'S/place': ROLLED_BACK },
    },
  },
  {
    name: 'a step is renamed',
    old: () => service({ place: async (ctx: Owner) => (await ctx.run('charge', () => 1), ctx.sleep(1_000)) }),
    next: () => service({ place: async (ctx: Owner) => (await ctx.run('chargeCard', () => 1), ctx.sleep(1_000)) }),
    calls: ['place'],
    breaks: {
      ...NOTHING,
      'in-place': { 'S/place': IN_FLIGHT },
      resume: { 'S/place': IN_FLIGHT },
      rollback: { 'S/place': ROLLED_BACK },
    },
  },
  {
    name: 'the result of a step has another shape, which crashes',
    old: () =>
      service({
        place: async (ctx: Owner) => {
          const price = await ctx.run('price', () => 5);
          await ctx.sleep(1_000);
          return price;
        },
      }),
    next: () =>
      service({
        place: async (ctx: Owner) => {
          const price = await ctx.run('price', () => ({ amount: { value: 5 } }));
          await ctx.sleep(1_000);
          return price.amount.value;
        },
      }),
    calls: ['place'],
    breaks: { ...NOTHING, 'in-place': { 'S/place': 'endless retry' }, resume: { 'S/place': 'endless retry' } },
  },
  {
    name: 'the result of a step has another shape, and nothing crashes',
    old: () =>
      service({
        place: async (ctx: Owner) => {
          const price = await ctx.run('price', () => 5);
          await ctx.sleep(1_000);
          return { total: price };
        },
      }),
    next: () =>
      service({
        place: async (ctx: Owner) => {
          const price = await ctx.run('price', () => ({ amount: 5 }));
          await ctx.sleep(1_000);
          return { total: price.amount };
        },
      }),
    calls: ['place'],
    breaks: NOTHING,
    differs: /Silently different: the answer to a is \{\}, but \{"total":5\} with the old version alone/,
  },
  {
    name: 'a handler is renamed that is called with a delay',
    old: () =>
      service({
        place: async (ctx: Owner) => {
          ctx.genericSend({ ...later('later', ctx.key), delay: 60_000 });
          await ctx.sleep(1_000);
        },
        later: async (_ctx: Owner) => 1,
      }),
    next: () =>
      service({
        place: async (ctx: Owner) => {
          ctx.genericSend({ ...later('afterwards', ctx.key), delay: 60_000 });
          await ctx.sleep(1_000);
        },
        afterwards: async (_ctx: Owner) => 1,
      }),
    calls: ['place'],
    breaks: {
      // The call is the first entry: an attempt that fails there has stored nothing, and the next one runs on the new version.
      new: { 'S/later': 'handler gone' },
      'in-place': { 'S/place': IN_FLIGHT, 'S/later': 'handler gone' },
      resume: { 'S/place': IN_FLIGHT, 'S/later': 'handler gone' },
      rollback: { 'S/place': ROLLED_BACK, 'S/afterwards': 'handler gone' },
    },
  },
  {
    name: 'a handler that clients call is gone',
    old: () => service({ place: async (_ctx: Owner) => 1, cancel: async (_ctx: Owner) => 2 }),
    next: () => service({ place: async (_ctx: Owner) => 1 }),
    calls: ['place', 'cancel'],
    breaks: {
      new: { 'S/cancel': 'handler gone' },
      'in-place': { 'S/cancel': 'handler gone' },
      resume: { 'S/cancel': 'handler gone' },
      rollback: {},
    },
  },
  {
    name: 'the state has another shape',
    old: () =>
      service({
        add: async (ctx: Owner) => {
          const count = ((await ctx.get<number>('count')) ?? 0) + 1;
          ctx.set('count', count);
          return count;
        },
      }),
    next: () =>
      service({
        add: async (ctx: Owner) => {
          const { n } = (await ctx.get<{ n: number }>('count')) ?? { n: 0 };
          ctx.set('count', { n: n + 1 });
          return n + 1;
        },
      }),
    calls: ['add'],
    breaks: {
      ...NOTHING,
      'in-place': { 'S/add': IN_FLIGHT },
      rollback: { 'S/add': ROLLED_BACK },
    },
    differs: /Silently different: the state "count" of S\/x is \{"n":null\}/,
  },
  {
    name: 'a sleep is shorter',
    old: () => service({ place: async (ctx: Owner) => (await ctx.sleep(60_000), 'done') }),
    next: () => service({ place: async (ctx: Owner) => (await ctx.sleep(1_000), 'done') }),
    calls: ['place'],
    breaks: NOTHING,
  },
  {
    name: 'a shared handler is added',
    old: () => service({ add: async (ctx: Owner) => ctx.set('n', 1) }),
    next: () =>
      service({
        add: async (ctx: Owner) => ctx.set('n', 1),
        show: restate.handlers.object.shared(async (ctx: Reader) => ctx.get('n')),
      }),
    calls: ['add'],
    breaks: NOTHING,
  },
];

function later(method: string, key: string) {
  return { service: 'S', method, key, parameter: new Uint8Array() };
}

/** @returns a scenario in whose runs the change is deployed by these routes */
/** @returns what a deploy breaks if only this route is judged; a roll-back alone is judged with what comes before it, in both ways */
export function breaksOn({ breaks }: Change, route: UpgradeRoute): Readonly<Record<string, string>> {
  return route === 'rollback' ? { ...breaks.new, ...breaks['in-place'], ...breaks.rollback } : breaks[route];
}

export function scenarioOf({ name, old, next, calls }: Change, routes: readonly UpgradeRoute[]): Scenario {
  const [definition] = old();
  if (definition === undefined) throw new RangeError(`${name} has no services.`);
  return scenario(name, {
    services: old,
    operations: ({ call }) =>
      // The handlers of a table have no types.
      calls.map((handler) => call(definition as never, handler as never, { key: fc.constant('x') } as never)),
    upgrade: { to: next, how: routes },
  });
}
