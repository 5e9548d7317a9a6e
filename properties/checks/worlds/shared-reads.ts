import * as restate from '@restatedev/restate-sdk';
import { sharedHandlersOnlyRead } from '../../../sim/checks/shared-reads.ts';
import { noTornReads } from '../../../sim/checks/torn-reads.ts';
import type { Server } from '../../../sim/server/server.ts';
import { ask, planned, worldOf } from '../build.ts';
import { checkMadeBy, type CheckedWorld } from '../world.ts';
import { encodeUtf8 } from '../../../sim/core/utf8.ts';

interface State {
  low: number;
  high: number;
  both: { readonly low: number; readonly high: number };
}

const range = restate.object({
  name: 'Range',
  handlers: {
    move: async (ctx: restate.ObjectContext<State>, by: number): Promise<void> => {
      const low = ((await ctx.get('low')) ?? 0) + by;
      ctx.set('both', { low, high: low + 10 });
      ctx.set('low', low);
      ctx.set('high', low + 10);
    },
    moveSlowly: async (ctx: restate.ObjectContext<State>, by: number): Promise<void> => {
      const low = ((await ctx.get('low')) ?? 0) + by;
      ctx.set('low', low);
      await ctx.sleep(50);
      ctx.set('high', low + 10);
    },
    show: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<unknown> => {
      const low = await ctx.get('low');
      await ctx.sleep(5);
      return [low, await ctx.get('high')];
    }),
    glance: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<unknown> => [
      await ctx.get('low'),
      await ctx.get('high'),
    ]),
    follow: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<unknown> => {
      const seen = await ctx.get('both');
      await ctx.sleep(5);
      return [seen, await ctx.get('both')];
    }),
    /** Calls its own exclusive handler, which a shared one may wait for. */
    shift: restate.handlers.object.shared((ctx: restate.ObjectSharedContext<State>): Promise<void> =>
      ctx.objectClient<typeof range>({ name: 'Range' }, 'k').move(1),
    ),
    scribble: restate.handlers.object.shared((ctx: restate.ObjectSharedContext<State>): Promise<void> => {
      (ctx as unknown as restate.ObjectContext<State>).set('low', 3);
      return Promise.resolve();
    }),
  },
});

const showing = worldOf([ask('Range', 'k', 'move', 1), ask('Range', 'k', 'show'), ask('Range', 'k', 'shift')], {
  services: [range],
});
const following = worldOf([ask('Range', 'k', 'move', 1), ask('Range', 'k', 'follow')], { services: [range] });
const check = sharedHandlersOnlyRead;

export const sharedReadWorlds: readonly CheckedWorld[] = [
  { name: 'readers read concurrently with a writer, and call it', check, scenario: showing, expect: 'held' },
  {
    name: 'readers of lazy state read concurrently with a writer',
    check,
    scenario: worldOf([ask('Range', 'k', 'move', 1), ask('Range', 'k', 'show')], { services: [range] }),
    server: { eagerStateBytes: 0 },
    expect: 'held',
  },
  {
    name: 'a shared handler writes',
    check,
    scenario: worldOf([ask('Range', 'k', 'scribble')], { services: [range] }),
    expect: {
      broken: 'write',
      says: ['scribble of Range/k', 'is shared and tried to write', 'handlers.object.shared'],
    },
  },
  {
    name: 'a shared handler has to wait in line',
    check,
    scenario: showing,
    sabotage: ({ admission }) => {
      const enter = admission.enter.bind(admission);
      admission.enter = (invocation) => {
        Object.defineProperty(invocation, 'exclusive', { value: true });
        enter(invocation);
      };
    },
    expect: { broken: 'blocked', says: ['of Range/k', 'was queued for the lock of Range/k'] },
  },
  {
    name: 'an attempt is sent a state that never was',
    check,
    scenario: showing,
    sabotage: wrongSnapshots,
    expect: {
      broken: 'value that the state never had',
      says: ['read 77 from the state "low" of Range/k', 'when its attempt started'],
    },
  },
  {
    name: 'a lazy read is answered with a value that never was',
    check,
    scenario: showing,
    server: { eagerStateBytes: 0 },
    sabotage: wrongReads,
    expect: {
      broken: 'value that the state never had',
      says: ['read 77 from the state "low"', 'when the read was applied'],
    },
  },
];

const together = checkMadeBy(noTornReads, [['low', 'high']]);

export const tornReadWorlds: readonly CheckedWorld[] = [
  {
    name: 'a reader comes between two writes of one handler',
    ...together,
    scenario: showing,
    runs: 300,
    expect: {
      broken: 'torn high low',
      says: ['show of Range/k', 'half of one change', 'Keep them under one state name'],
    },
  },
  {
    name: 'a reader is done before the writer is',
    ...together,
    scenario: worldOf([ask('Range', 'k', 'moveSlowly', 1), ask('Range', 'k', 'glance')], { services: [range] }),
    quiet: true,
    operations: planned(ask('Range', 'k', 'moveSlowly', 1), ask('Range', 'k', 'glance', undefined, { afterMs: 20 })),
    expect: { broken: 'torn high low', says: ['glance of Range/k', 'half of one change'] },
  },
  {
    name: 'a reader sees a consistent state, concurrently with a writer',
    ...together,
    scenario: worldOf([ask('Range', 'k', 'moveSlowly', 1), ask('Range', 'k', 'show')], { services: [range] }),
    quiet: true,
    operations: planned(ask('Range', 'k', 'show'), ask('Range', 'k', 'moveSlowly', 1, { afterMs: 1 })),
    expect: 'held',
  },
  {
    name: 'what belongs together is one value',
    ...checkMadeBy(noTornReads, [['low', 'both']]),
    scenario: oneValue(),
    expect: 'held',
  },
];

/** Reads `both` only, and twice; `low` once, before. */
function oneValue(): typeof following {
  const careful = restate.object({
    name: 'Range',
    handlers: {
      move: async (ctx: restate.ObjectContext<State>, by: number): Promise<void> => {
        const { low } = (await ctx.get('both')) ?? { low: 0 };
        ctx.set('both', { low: low + by, high: low + by + 10 });
      },
      show: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<unknown> => [
        await ctx.get('low'),
        await ctx.get('both'),
      ]),
    },
  });
  return worldOf([ask('Range', 'k', 'move', 1), ask('Range', 'k', 'show')], { services: [careful] });
}

const WRONG = encodeUtf8('77');

function wrongSnapshots(server: Server): void {
  const keyOf = server.keys.of.bind(server.keys);
  server.keys.of = (service, name) => {
    const key = keyOf(service, name);
    key.state.snapshot = () => new Map([['low', WRONG]]);
    return key;
  };
}

function wrongReads(server: Server): void {
  const keyOf = server.keys.of.bind(server.keys);
  server.keys.of = (service, name) => {
    const key = keyOf(service, name);
    key.state.get = () => WRONG;
    return key;
  };
}
