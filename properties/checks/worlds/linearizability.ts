import * as restate from '@restatedev/restate-sdk';
import { linearizable } from '../../../sim/checks/linearizability/invariant.ts';
import type { Model } from '../../../sim/checks/linearizability/model.ts';
import { ask, planned, worldOf } from '../build.ts';
import { checkMadeBy, type CheckedWorld } from '../world.ts';

const cell = restate.object({
  name: 'Cell',
  handlers: {
    add: async (ctx: restate.ObjectContext<{ n: number }>, by: number): Promise<number> => {
      if (by < 0) throw new restate.TerminalError('only up', { errorCode: 400 });
      const n = ((await ctx.get('n')) ?? 0) + by;
      ctx.set('n', n);
      return n;
    },
    put: (ctx: restate.ObjectContext<{ n: number }>, n: number): Promise<void> => Promise.resolve(ctx.set('n', n)),
    read: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<{ n: number }>): Promise<number> => (await ctx.get('n')) ?? 0,
    ),
    /** Shows what it will write before it writes it: nothing that a cell would do. */
    boast: async (ctx: restate.ObjectContext<{ n: number }>, by: number): Promise<number> =>
      ((await ctx.get('n')) ?? 0) + by,
  },
});

/** Adds by reading and writing in two calls, so that others come in between. */
const careless = restate.service({
  name: 'Careless',
  handlers: {
    add: async (ctx: restate.Context, by: number): Promise<number> => {
      const target = ctx.objectClient<typeof cell>({ name: 'Cell' }, 'k');
      const n = (await target.read()) + by;
      await target.put(n);
      return n;
    },
  },
});

const number: Model<number> = {
  init: 0,
  apply: (n, { handler, input }) => {
    if (handler === 'read') return { state: n, value: n };
    if ((input as number) < 0) return { state: n, failure: 400 };
    const sum = n + (input as number);
    return { state: sum, value: sum };
  },
  keysOf: ({ key }) => [key ?? 'k'],
};
const check = checkMadeBy(linearizable<number>, number);
const cells = worldOf(
  [
    ask('Cell', 'k', 'add', 1),
    ask('Cell', 'k', 'read'),
    ask('Cell', 'j', 'add', 2),
    ask('Cell', 'k', 'add', -1),
    ask('Cell', 'k', 'add', 3, { kind: 'send' }),
  ],
  {
    services: [cell],
  },
);

export const linearizabilityWorlds: readonly CheckedWorld[] = [
  { name: 'a cell counts, with crashes and sends', ...check, scenario: cells, expect: 'held' },
  {
    name: 'a send is killed half-way',
    ...check,
    scenario: cells,
    operations: planned(
      {
        ...ask('Cell', 'k', 'add', 1, { kind: 'send' }),
        troubles: [{ kind: 'kill', path: '', attempt: 1, entry: 2, phase: 'before' }],
      },
      ask('Cell', 'k', 'add', 2),
    ),
    expect: 'held',
  },
  {
    name: 'an addition is lost between two calls',
    ...check,
    scenario: worldOf([ask('Careless', undefined, 'add', 1)], { services: [cell, careless] }),
    operations: planned(
      ask('Careless', undefined, 'add', 1),
      ask('Careless', undefined, 'add', 2),
      ask('Cell', 'k', 'read'),
    ),
    runs: 200,
    expect: {
      broken: 'not linearizable',
      says: ['No order of the', 'explains the responses of the clients', 'for which the model says'],
    },
  },
  {
    name: 'a handler says that it has added, and has not',
    ...check,
    scenario: worldOf([ask('Cell', 'k', 'boast', 1)], { services: [cell] }),
    operations: planned(
      { ...ask('Cell', 'k', 'boast', 1), client: 'one' },
      { ...ask('Cell', 'k', 'read'), client: 'one' },
    ),
    expect: {
      broken: 'not linearizable',
      says: [
        'The longest order that fits is a Cell/k/boast(1) (got 1); it leads to the state 1',
        'b Cell/k/read() (got 0), for which the model says 1',
      ],
    },
  },
  {
    name: 'readers are shown yesterday’s value',
    ...check,
    scenario: cells,
    sabotage: (server) => {
      const keyOf = server.keys.of.bind(server.keys);
      server.keys.of = (service, name) => {
        const key = keyOf(service, name);
        const { state } = key;
        const snapshot = state.snapshot.bind(state);
        const first = snapshot();
        state.snapshot = () => (key.holder === undefined ? first : snapshot());
        return key;
      };
    },
    operations: planned(
      { ...ask('Cell', 'k', 'add', 1), client: 'one' },
      { ...ask('Cell', 'k', 'read'), client: 'one' },
    ),
    expect: { broken: 'not linearizable', says: ['(got 0), for which the model says 1'] },
  },
];
