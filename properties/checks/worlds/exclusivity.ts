import * as restate from '@restatedev/restate-sdk';
import { servedInOrder } from '../../../sim/checks/arrival-order.ts';
import { oneWriterPerKey } from '../../../sim/checks/exclusivity.ts';
import type { Server } from '../../../sim/server/server.ts';
import { effect, type EffectDefinition } from '../../../sim/simulation/scenario/effect.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { ask, planned, worldOf } from '../build.ts';
import type { CheckedWorld } from '../world.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext<{ total: number }>, amount: number): Promise<number> => {
      const total = ((await ctx.get('total')) ?? 0) + amount;
      ctx.set('total', total);
      await ctx.sleep(10);
      ctx.set('total', total);
      return total;
    },
  },
});
const counting = worldOf([ask('Counter', 'k', 'add', 1)], { services: [counter] });

interface Press {
  readonly slow: (input: string) => Promise<number>;
  readonly quick: (input: string) => Promise<number>;
}

/** Two effects side by side: the slow one is still on its way when the quick one is stored. */
function pressed(slow: Partial<EffectDefinition<Set<string>, string, number>>): Scenario {
  const apply = (papers: Set<string>, paper: string): number => papers.add(paper).size;
  return worldOf([ask('Press', 'k', 'print', 'news')], {
    effects: {
      slow: effect({
        state: () => new Set<string>(),
        apply,
        latenciesMs: [600],
        troubles: { fails: false, losesAnswer: false },
        ...slow,
      }),
      quick: effect({
        state: () => new Set<string>(),
        apply,
        latenciesMs: [0],
        troubles: { fails: false, losesAnswer: false },
      }),
    },
    services: ({ slow: print, quick }: Press) => [
      restate.object({
        name: 'Press',
        handlers: {
          print: async (ctx: restate.ObjectContext, paper: string): Promise<void> => {
            await restate.RestatePromise.all([
              ctx.run('quick', () => quick(paper)),
              ctx.run('slow', () => print(paper)),
            ]);
          },
          idle: (): Promise<void> => Promise.resolve(),
        },
      }),
    ],
    faults: { troubles: 0 },
  });
}

/** The first is killed when the quick effect is stored; the second begins while the slow one is on its way. */
const killedHalfWay = planned(
  {
    ...ask('Press', 'k', 'print', 'news'),
    troubles: [{ kind: 'kill', path: '', attempt: 1, entry: 1, phase: 'after' }],
  },
  ask('Press', 'k', 'idle'),
);

/** The first loses its connection there, and does all again; its zombie is late. */
const cutOffHalfWay = planned(
  {
    ...ask('Press', 'k', 'print', 'news'),
    troubles: [{ kind: 'crash', scope: 'connection', path: '', attempt: 1, entry: 1, phase: 'after' }],
  },
  ask('Press', 'k', 'idle'),
);

const check = oneWriterPerKey;

export const exclusivityWorlds: readonly CheckedWorld[] = [
  { name: 'clients count at the same time, and attempts crash', check, scenario: counting, expect: 'held' },
  {
    name: 'an exclusive handler starts without waiting for its key',
    check,
    scenario: counting,
    sabotage: (server) => {
      server.admission.enter = (invocation) => server.invoker.ready(invocation);
    },
    expect: { broken: 'overlap', says: ['started at', 'without the lock of Counter/k', 'no invocation holds it'] },
  },
  {
    name: 'a key is granted while another handler has it',
    check,
    scenario: counting,
    sabotage: neverLocked,
    expect: {
      broken: 'overlap',
      says: ['got the lock of Counter/k', 'while add of Counter/k (invocation', 'held it since'],
    },
  },
  {
    name: 'a key is taken away half-way',
    check,
    scenario: counting,
    quiet: true,
    operations: planned(ask('Counter', 'k', 'add', 1)),
    sabotage: ({ commands, admission }) => {
      const apply = commands.apply.bind(commands);
      commands.apply = (stream, entry, command) => {
        apply(stream, entry, command);
        const key = stream.invocation.origin.objectKey;
        if (command.type === 'Sleep' && key !== undefined) admission.releaseLock(key, stream.invocation);
      };
    },
    expect: {
      broken: 'write without the lock',
      says: ['wrote state of Counter/k (entry 4) at 10 ms', 'no invocation held it'],
    },
  },
  {
    name: 'the server goes on listening to an attempt that it gave up',
    check,
    scenario: counting,
    operations: planned({
      ...ask('Counter', 'k', 'add', 1),
      troubles: [{ kind: 'crash', scope: 'connection', path: '', attempt: 1, entry: 2, phase: 'before' }],
    }),
    quiet: true,
    sabotage: ({ failures }) => {
      const failed = failures.attemptFailed.bind(failures);
      failures.attemptFailed = (stream, error) => {
        stream.close = () => undefined;
        failed(stream, error);
      };
    },
    expect: { broken: 'zombie accepted', says: ['attempt 1', 'although the server had given up that attempt'] },
  },
  {
    name: 'a killed handler prints concurrently with the next holder',
    check,
    scenario: pressed({}),
    operations: killedHalfWay,
    expect: { advice: 'zombie effect slow', says: ['"slow" of Press/print', 'fenced: true'] },
  },
  {
    name: 'a killed handler prints concurrently with the next holder, and the press is declared as fenced',
    check,
    scenario: pressed({ fenced: true }),
    operations: killedHalfWay,
    expect: {
      broken: 'zombie effect slow',
      says: ['print of Press/k (invocation a)', 'as a zombie', 'idle of Press/k (invocation b)', 'version'],
    },
  },
  {
    name: 'a zombie prints while its own invocation has the key',
    check,
    scenario: pressed({ fenced: true }),
    operations: cutOffHalfWay,
    expect: 'held',
  },
  {
    name: 'a zombie prints the same once more, and the press knows the paper',
    check,
    scenario: pressed({ fenced: true, idempotencyKey: (paper) => paper, latenciesMs: [0, 600] }),
    operations: cutOffHalfWay,
    choices: { 'latency a#1:slow 1': 1 },
    quiet: true,
    expect: 'held',
  },
];

export const arrivalWorlds: readonly CheckedWorld[] = [
  { name: 'clients wait in line', check: servedInOrder, scenario: counting, expect: 'held' },
  {
    name: 'who comes last is served first',
    check: servedInOrder,
    scenario: counting,
    sabotage: eachKey((key) => {
      key.dequeue = () => {
        const last = key.inbox.at(-1);
        if (last?.kind === 'invocation') key.removeQueued(last);
        return last;
      };
    }),
    expect: { broken: 'overtaken', says: ['had been queued since', 'and must come first'] },
  },
  {
    name: 'a request does not queue at all',
    check: servedInOrder,
    scenario: counting,
    sabotage: neverLockedForEverySecond,
    expect: { broken: 'not queued', says: ['although it was not queued'] },
  },
];

type Key = ReturnType<Server['keys']['of']>;

function eachKey(change: (key: Key) => void): (server: Server) => void {
  return (server) => {
    const keyOf = server.keys.of.bind(server.keys);
    const changed = new Set<Key>();
    server.keys.of = (service, key) => {
      const found = keyOf(service, key);
      if (!changed.has(found)) change(found);
      changed.add(found);
      return found;
    };
  };
}

function neverLocked(server: Server): void {
  eachKey((key) => {
    key.locked = () => false;
  })(server);
}

function neverLockedForEverySecond(server: Server): void {
  eachKey((key) => {
    let asked = 0;
    key.locked = () => key.holder !== undefined && ++asked % 3 !== 0;
  })(server);
}
