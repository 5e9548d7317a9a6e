import * as restate from '@restatedev/restate-sdk';
import { always } from '../../../sim/attempt/assertions.ts';
import { effect } from '../../../sim/simulation/scenario/effect.ts';
import type { Plan, Trouble } from '../../../sim/simulation/faults/plan.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../../sim/simulation/scenario/operation-spec.ts';
import { ask, planned, worldOf } from '../build.ts';

/** Runs of a scenario of which the last has crashes, and what the comparison with runs without crashes is to say of it. */
export interface CrashWorld {
  /** What happens in it. */
  readonly name: string;
  readonly scenario: Scenario;
  /** Judged one after another by the same runner; what is said of the last one counts. */
  readonly plans: readonly Plan[];
  readonly expect: 'agrees' | 'broken' | 'advice' | 'not compared';
}

interface ShopOptions {
  /** Whether a charge has an idempotency key that is the same in every attempt. */
  readonly keyed?: boolean;
  /** Whether what was noted, and when, is observed as well. */
  readonly notes?: boolean;
  /** Whether charges may fail, or be made without an answer. */
  readonly fails?: boolean;
  /** Whether a charge may take its time. */
  readonly slow?: boolean;
  /** Whether the shop asserts that no read follows an order. */
  readonly firstLook?: boolean;
}

const ORDER = ask('Shop', 'k', 'order');

const crash = (entry: number, phase: 'before' | 'inside' | 'after', attempt = 1): Trouble => ({
  kind: 'crash',
  scope: 'process',
  path: '',
  attempt,
  entry,
  phase,
});

/** The charge has happened and is not stored yet. */
const CHARGED = crash(1, 'inside');

/** Worlds in which crashes change something or nothing, or it is undecided. */
export const CRASH_WORLDS: readonly CrashWorld[] = [
  {
    name: 'a charge that is made again',
    scenario: shop({}),
    plans: [planOf({ ...ORDER, troubles: [CHARGED] })],
    expect: 'broken',
  },
  {
    name: 'a charge that has a key',
    scenario: shop({ keyed: true }),
    plans: [planOf({ ...ORDER, troubles: [CHARGED] })],
    expect: 'agrees',
  },
  {
    name: 'an order that an operator kills before it is charged',
    scenario: shop({ keyed: true }),
    plans: [planOf({ ...ORDER, troubles: [{ kind: 'kill', path: '', attempt: 1, entry: 1, phase: 'before' }] })],
    expect: 'not compared',
  },
  {
    name: 'an order that nothing happens to',
    scenario: shop({ keyed: true }),
    plans: [planOf(ORDER)],
    expect: 'not compared',
  },
  {
    name: 'a crash that lets another client go first',
    scenario: shop({ notes: true }),
    plans: [planOf({ ...note('slow'), troubles: [crash(1, 'before')] }, note('quick'))],
    expect: 'agrees',
  },
  {
    name: 'a charge that is made again, among more orders of events than are tried',
    scenario: shop({}),
    plans: [planOf({ ...ORDER, troubles: [CHARGED] }, ...['a', 'b', 'c', 'd', 'e', 'f'].map(note))],
    expect: 'advice',
  },
  {
    name: 'a charge that is made again, where some order of events breaks something before it ends',
    scenario: shop({ firstLook: true }),
    plans: [planOf(ask('Shop', 'k', 'look'), { ...ORDER, troubles: [CHARGED] })],
    expect: 'advice',
  },
  {
    name: 'a charge that is made again, by two orders that may take their time each time',
    scenario: shop({ slow: true }),
    plans: [planOf({ ...ORDER, troubles: [CHARGED] }, ORDER, ORDER)],
    expect: 'advice',
  },
  {
    name: 'a charge that is made again, while notes come in another order than without the crash',
    scenario: shop({ notes: true }),
    plans: [
      planOf({ ...ORDER, troubles: [CHARGED] }, { ...note('slow'), troubles: [crash(1, 'before')] }, note('quick')),
    ],
    expect: 'advice',
  },
  {
    name: 'a charge that is made three times, where two failures could have done the same',
    scenario: shop({ fails: true }),
    plans: [planOf({ ...ORDER, troubles: [CHARGED, crash(1, 'inside', 2)] })],
    expect: 'agrees',
  },
  {
    name: 'two orders of which one crashes, after one that crashed alone',
    scenario: shop({ keyed: true }),
    plans: [planOf({ ...ORDER, troubles: [CHARGED] }), planOf({ ...ORDER, troubles: [CHARGED] }, ORDER)],
    expect: 'agrees',
  },
];

function note(what: string): ReturnType<typeof ask> {
  return ask('Notes', undefined, 'write', what);
}

type Specs = (OperationSpec & { readonly troubles?: readonly Trouble[] })[];

function planOf(...operations: Specs): Plan {
  return {
    version: 1,
    scenario: 'a world',
    seed: 1,
    operations: planned(...operations),
    world: [],
    holds: [],
    choices: {},
  };
}

function shop({ keyed = false, notes = false, fails = false, slow = false, firstLook = false }: ShopOptions): Scenario {
  return worldOf([ORDER], {
    effects: {
      charge: effect({
        state: () => new Set<string>(),
        apply: (charges: Set<string>, key: string) => charges.add(key).size,
        latenciesMs: slow ? [0, 10] : [0],
      }),
      write: effect({
        state: (): string[] => [],
        apply: (written: string[], text: string) => written.push(text),
        latenciesMs: [0],
      }),
    },
    services: ({ charge, write }) => [
      restate.object({
        name: 'Shop',
        handlers: {
          order: async (ctx: restate.ObjectContext): Promise<void> => {
            const order = ctx.request().id;
            await ctx.run('charge', () => charge(keyed ? String(order) : `${String(order)} ${String(Math.random())}`));
            ctx.set('ordered', true);
          },
          look: async (ctx: restate.ObjectContext): Promise<void> => {
            const isOrdered = (await ctx.get<boolean>('ordered')) ?? false;
            always('no read follows an order', !firstLook || !isOrdered);
          },
        },
      }),
      restate.service({
        name: 'Notes',
        handlers: {
          write: async (ctx: restate.Context, what: string): Promise<void> => {
            await ctx.run('write', () => write(what));
          },
        },
      }),
    ],
    observe: ({ view }) => ({
      charges: (view.effect('charge') as Set<string>).size,
      ...(notes && { notes: [...(view.effect('write') as string[])] }),
    }),
    faults: { effects: fails },
    maxOperations: 1,
    clients: 1,
  });
}
