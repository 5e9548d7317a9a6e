import { readFile } from 'node:fs/promises';
import * as restate from '@restatedev/restate-sdk';
import type { Attempt, AttemptHost, AttemptSetup, Engine } from '../../../sim/attempt/attempt.ts';
import { replayIsFaithful } from '../../../sim/checks/replay/replay.ts';
import type { Server } from '../../../sim/server/server.ts';
import { ask, planned, worldOf } from '../build.ts';
import type { CheckedWorld } from '../world.ts';
import { encodeUtf8 } from '../../../sim/core/utf8.ts';

type Ctx = restate.ObjectContext<Record<string, number>>;

/** A variable of the module: it lives on from attempt to attempt, and belongs to no journal. */
let calls = 0;

/** Attempts of a handler that does it right from its second attempt on. */
let tries = 0;

/** Kept from one invocation to the next, as no context may be. */
let kept: Ctx | undefined;

const branch = async (ctx: Ctx, name: string): Promise<void> => {
  await ctx.get(name);
  ctx.set(`seen ${name}`, 1);
};

const handlers = {
  right: async (ctx: Ctx): Promise<number> => {
    const [one, two] = await restate.RestatePromise.all([ctx.run('one', () => 1), ctx.run('two', () => 2)]);
    await restate.RestatePromise.race([ctx.run('three', () => 3), ctx.sleep(1)]);
    const late = ctx.run('four', () => 4);
    await ctx.sleep(ctx.rand.random() * 5 + 1);
    ctx.set('sum', one + two + (await late));
    ctx.objectSendClient<typeof other>({ name: 'Other' }, 'k').nothing();
    return ctx.date.now();
  },
  branches: async (ctx: Ctx): Promise<void> => {
    if (Math.random() < 0.5) ctx.set('heads', 1);
    await ctx.sleep(1);
    ctx.set('tails', 1);
    await ctx.sleep(1);
  },
  stamps: async (ctx: Ctx): Promise<void> => {
    ctx.set('at', Date.now());
    await ctx.sleep(1);
  },
  returns: (): Promise<number> => Promise.resolve(Math.random()),
  looks: async (ctx: Ctx): Promise<void> => {
    if (Date.now() > 0) await ctx.sleep(1);
  },
  counts: async (ctx: Ctx): Promise<void> => {
    ctx.set('calls', ++calls);
    await ctx.sleep(1);
  },
  sideBySide: async (ctx: Ctx): Promise<void> => {
    await Promise.all([branch(ctx, 'x'), branch(ctx, 'y')]);
    await ctx.sleep(1);
  },
  twoSleeps: (ctx: Ctx): Promise<void[]> => Promise.all([ctx.sleep(1), ctx.sleep(2)]),
  twoGets: (ctx: Ctx): Promise<(number | null)[]> => Promise.all([ctx.get('x'), ctx.get('y')]),
  insideRun: (ctx: Ctx): Promise<void> => ctx.run('write', () => ctx.set('x', 1)),
  afterEnd: (ctx: Ctx): Promise<void> => {
    kept?.set('x', 1);
    kept = ctx;
    return Promise.resolve();
  },
  forgetsRun: (ctx: Ctx): Promise<void> => {
    void ctx.run('forgotten', () => 1);
    return Promise.resolve();
  },
  forgetsRunOnce: async (ctx: Ctx): Promise<void> => {
    const step = ctx.run('forgotten once', () => 1);
    if (++tries > 1) await step;
  },
  forgetsCall: async (ctx: Ctx): Promise<void> => {
    void ctx.objectClient<typeof other>({ name: 'Other' }, 'k').nothing();
    await ctx.sleep(1);
  },
  readsFile: async (ctx: Ctx): Promise<void> => {
    const text = await readFile(import.meta.filename, 'utf8');
    ctx.set('length', text.length);
  },
  givesFunction: (): Promise<() => number> => Promise.resolve(() => 1),
  steps: async (ctx: Ctx): Promise<number> => {
    const one = await ctx.run('one', () => 1);
    await ctx.sleep(1);
    return (await ctx.run('two', () => 2)) + one;
  },
};

const object = restate.object({ name: 'Replayed', handlers });
const other = restate.object({ name: 'Other', handlers: { nothing: (): Promise<void> => Promise.resolve() } });
const stateless = restate.service({
  name: 'Stateless',
  handlers: {
    writes: (ctx: restate.Context): Promise<void> => Promise.resolve((ctx as unknown as Ctx).set('x', 1)),
  },
});

function world(handler: string, rest: Pick<CheckedWorld, 'expect'> & Partial<CheckedWorld>): CheckedWorld {
  return {
    name: handler,
    check: replayIsFaithful,
    scenario: worldOf([ask('Replayed', 'k', handler)], {
      services: () => {
        // What an earlier run kept is not to be used in this one.
        kept = undefined;
        tries = 0;
        return [object, other];
      },
    }),
    ...rest,
  };
}

const suspending = { inactivityTimeoutMs: 0 };

/** A service that says what must happen to an invocation that diverges on replay; only protocol version 7 applies it. */
function mismatching(how: 'pause' | 'fail', protocolVersion: 6 | 7, says: string): CheckedWorld {
  return {
    name: `Date.now in a value, and mismatches must ${how}, in version ${protocolVersion}`,
    check: replayIsFaithful,
    scenario: worldOf([ask('Replayed', 'k', 'stamps')], {
      services: [
        restate.object({
          name: 'Replayed',
          handlers: { stamps: handlers.stamps },
          options: { onJournalMismatchErrors: how },
        }),
      ],
    }),
    server: { ...suspending, protocolVersion },
    expect: { broken: 'journal mismatch', says: [says] },
  };
}

export const replayWorlds: readonly CheckedWorld[] = [
  world('forgetsRunOnce', {
    name: 'a run that only an attempt with a lost connection does not await',
    operations: planned(
      ask('Replayed', 'k', 'forgetsRunOnce', undefined, {
        troubles: [{ kind: 'crash', scope: 'connection', path: '', attempt: 1, entry: 2, phase: 'before' }],
      } as object),
    ),
    quiet: true,
    expect: 'held',
  }),
  world('right', { name: 'combined runs, a race, a run awaited late, and a send', expect: 'held' }),
  world('steps', { name: 'one step after another', server: suspending, expect: 'held' }),
  world('branches', {
    name: 'a branch on Math.random',
    server: suspending,
    expect: {
      broken: 'journal mismatch',
      says: [
        'diverged on replay in attempt',
        'error 570',
        'Math.random (properties/checks/worlds/replay.ts:',
        'Use ctx.rand',
      ],
    },
  }),
  world('stamps', {
    name: 'Date.now in a value',
    server: suspending,
    expect: {
      broken: 'journal mismatch',
      says: [
        'command 1 of the journal is',
        '(they differ in: value)',
        'Date.now (properties/checks/worlds/replay.ts:',
        'Use ctx.date.now()',
      ],
    },
  }),
  world('returns', {
    name: 'another answer in another attempt',
    operations: planned({
      ...ask('Replayed', 'k', 'returns'),
      troubles: [{ kind: 'crash', scope: 'connection', path: '', attempt: 1, entry: 1, phase: 'after' }],
    }),
    expect: {
      broken: 'journal mismatch',
      says: ['returns of Replayed/k', '(they differ in: result)', 'Math.random (properties/checks/worlds/replay.ts:'],
    },
  }),
  world('looks', {
    name: 'Date.now, which changes nothing',
    expect: {
      advice: 'ambient Date.now',
      says: ['Replayed/looks uses Date.now (properties/checks/worlds/replay.ts:', 'and may diverge'],
    },
  }),
  mismatching('fail', 7, 'It is not retried'),
  mismatching('pause', 7, 'It is not retried'),
  mismatching('fail', 6, 'Every retry will fail the same way'),
  world('readsFile', {
    name: 'a file that is read outside of ctx.run',
    expect: {
      advice: 'real-io',
      says: ['fs.promises.readFile does real input or output at properties/checks/worlds/replay.ts:', 'effect'],
    },
  }),
  world('givesFunction', {
    name: 'a function as the answer',
    expect: { advice: 'not-json', says: ['Replayed/givesFunction: A function is returned', 'nothing arrives'] },
  }),
  world('counts', {
    name: 'a variable of the module',
    server: suspending,
    expect: {
      broken: 'journal mismatch',
      says: [
        'Likely cause: that value is computed from something that is not in the journal',
        'a variable of the module',
      ],
    },
  }),
  world('sideBySide', {
    name: 'branches side by side issue their commands in another order',
    expect: {
      broken: 'journal mismatch',
      says: ["'seen x'", "'seen y'", 'concurrent branches of the handler await the context', 'RestatePromise.all'],
    },
  }),
  world('twoSleeps', {
    name: 'two sleeps under Promise.all',
    expect: {
      broken: 'concurrent-await',
      says: ['Two awaits of the context are blocked at the same time', 'awaitNext already pending'],
    },
  }),
  world('twoGets', {
    name: 'two reads under Promise.all, which happens to go well',
    expect: {
      advice: 'concurrent-branches',
      says: ['Replayed/twoGets awaits the context in concurrent branches', 'RestatePromise.all'],
    },
  }),
  world('insideRun', {
    name: 'the context inside ctx.run',
    expect: {
      broken: 'context-in-run',
      says: ['insideRun of Replayed/k', 'ctx.set is used inside a ctx.run closure', 'before or after'],
    },
  }),
  world('afterEnd', {
    name: 'the context after its handler has returned',
    expect: { broken: 'context-after-end', says: ['ctx.set is used after the handler has ended'] },
  }),
  world('forgetsRun', {
    name: 'a run that is never awaited',
    expect: { broken: 'unawaited-run', says: ["ctx.run('forgotten') was never awaited", 'Await it.'] },
  }),
  world('forgetsCall', {
    name: 'a call that is never awaited',
    expect: { advice: 'unawaited-call', says: ['Replayed/forgetsCall', 'Other/nothing was never awaited'] },
  }),
  {
    name: 'state in a service',
    check: replayIsFaithful,
    scenario: worldOf([ask('Stateless', undefined, 'writes')], { services: [stateless] }),
    expect: { broken: 'state-in-service', says: ['a service has no state', 'virtual object'] },
  },
  world('steps', {
    name: 'an engine that does not get the stored results',
    server: suspending,
    sabotage: forgetful,
    expect: {
      broken: 'run executed again',
      says: ['executed ctx.run "one" (entry 1) again in attempt 2', 'its result is stored'],
    },
  }),
  world('steps', {
    name: 'a server that stores a result twice',
    sabotage: ({ journals }) => {
      const append = journals.appendNotification.bind(journals);
      journals.appendNotification = (invocation, notification) => {
        append(invocation, notification);
        if (notification.type === 'completion' && notification.of === 'Run') append(invocation, notification);
      };
    },
    expect: { broken: 'result stored twice', says: ['got a second result for the ctx.run at entry 1'] },
  }),
  {
    name: 'an engine that goes on before a result is stored',
    check: replayIsFaithful,
    scenario: worldOf([ask('Eager', 'k', 'steps')], {
      services: [
        restate.object({
          name: 'Eager',
          handlers: {
            steps: async (ctx: Ctx): Promise<void> => {
              await ctx.run('one', () => 1);
              await ctx.run('two', () => 2);
            },
          },
        }),
      ],
    }),
    sabotage: hasty,
    expect: {
      broken: 'runs out of order',
      says: [
        'reached ctx.run "two" (entry 2) after ctx.run "one" (entry 1) had been executed, but before its result was stored',
      ],
    },
  },
];

function withEngine(
  server: Server,
  change: (engine: Engine) => (setup: AttemptSetup, host: AttemptHost) => Attempt,
): void {
  const { engine } = server.endpoints;
  const open = change(engine);
  server.endpoints.engine = { name: engine.name, open, settle: () => engine.settle() };
}

/** Leaves the results of runs out of the journal that an attempt is given. */
function forgetful(server: Server): void {
  withEngine(server, (engine) => (setup, host) => {
    const journal = setup.journal.filter(
      (row) => row.kind !== 'notification' || row.notification.type !== 'completion' || row.notification.of !== 'Run',
    );
    return engine.open({ ...setup, journal, knownEntries: journal.length }, host);
  });
}

/** Gives the code the result of a run as soon as its closure is released. */
function hasty(server: Server): void {
  withEngine(server, (engine) => (setup, host) => {
    const attempt = engine.open(setup, host);
    const release = attempt.release.bind(attempt);
    attempt.release = (completion) => {
      release(completion);
      attempt.notify({ type: 'completion', of: 'Run', completion, result: { ok: encodeUtf8('1') } });
    };
    return attempt;
  });
}
