// oxlint-disable-next-line import/no-nodejs-modules -- user code may import it
import { setImmediate as immediately } from 'node:timers/promises';
import type * as restate from '@restatedev/restate-sdk';
import { RestatePromise, service } from '@restatedev/restate-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../../core/clock.ts';
import { installAmbient, uninstallAmbient } from '../ambient.ts';
import { exclusive } from '../testing/handlers.ts';
import type { Body } from '../testing/handlers.ts';
import { SmallServer, boundHandler } from '../testing/small-server.ts';
import type { SmallServerOptions } from '../testing/small-server.ts';
import { loadSdkEngine } from './engine.ts';
import { asSdkContext } from './sdk-context.ts';

beforeAll(() => installAmbient());
afterAll(() => uninstallAmbient());

describe.each(['internal', 'public'] as const)('the real SDK by its %s entry', (entry) => {
  const server = async (body: Body, options: SmallServerOptions & { service?: object } = {}): Promise<SmallServer> =>
    new SmallServer(await loadSdkEngine(entry), exclusive(body, options.service), options);

  it('runs a handler to its end', async () => {
    const sim = await server(async (ctx) => [await ctx.get('v'), await ctx.run('r', () => 2), ctx.key], {
      state: { v: 1 },
    });
    await sim.runAttempt();
    expect(sim.output).toEqual([1, 2, 'k']);
    expect(sim.log).toEqual(['GetEagerState', 'Run', 'proposal', 'Output', 'end']);
  });

  it('remarks a write in a service, which has no state', async () => {
    const body = (c: restate.Context): Promise<void> => {
      (c as unknown as restate.ObjectContext).set('a', 1);
      return Promise.resolve();
    };
    const handler = boundHandler(service({ name: 'S', handlers: { h: body } }));
    const sim = new SmallServer(await loadSdkEngine(entry), handler);
    await sim.runAttempt();
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'state-in-service' }]);
  });

  it('replays a journal, and reports when the code diverges from it', async () => {
    let key = 'a';
    const sim = await server(async (ctx) => (ctx.set(key, 1), await ctx.sleep(1)));
    await sim.runAttempt();
    await sim.runAttempt();
    expect(sim.error).toBeUndefined();
    key = 'b';
    await sim.runAttempt();
    expect(sim.error).toMatchObject({ code: 570, mismatch: { index: 1, recorded: 'a', replayed: 'b', field: 'key' } });
  });

  it('completes the signal when the connection is lost, although the handler awaits nothing of its context', async () => {
    let signal: AbortSignal | undefined;
    const sim = await server((ctx) => {
      signal = ctx.request().attemptCompletedSignal;
      return new Promise(() => undefined);
    });
    await sim.begin();
    sim.attempt?.disconnect();
    while (await sim.step());
    await sim.settle();
    expect(signal?.aborted).toBe(true);
  });

  it('holds every closure until it is released, and announces them in the order of the runs', async () => {
    const order: string[] = [];
    const names = ['a', 'b', 'c', 'd', 'e'];
    const sim = await server((ctx) => RestatePromise.all(names.map((name) => ctx.run(name, () => order.push(name)))));
    await sim.begin();
    expect(sim.ready).toEqual([1, 2, 3, 4, 5]);
    expect(order).toEqual([]);
    sim.ready.reverse();
    while (await sim.step());
    expect(order).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(sim.ended).toBe(true);
  });

  it('announces what it awaits, and suspends on it', async () => {
    const sim = await server((ctx) => RestatePromise.race([ctx.sleep(5), ctx.signal('s')]), { answer: () => 'none' });
    await sim.begin();
    expect(sim.attempt?.awaiting).toMatchObject({ combinator: 'FirstCompleted' });
    sim.attempt?.closeInput();
    await sim.settle();
    expect(sim.suspended).toBe(true);
  });

  it('computes deadlines by the clock of the process, and shows user code an ambient clock', async () => {
    const sim = await server(async (ctx) => {
      await ctx.sleep(5);
      // oxlint-disable-next-line no-restricted-globals -- the test shows what user code must not do
      return [Date.now(), await ctx.run('now', () => Date.now())];
    });
    await sim.runAttempt();
    const sleep = sim.journal.find((row) => row.kind === 'command' && row.command.type === 'Sleep');
    expect(sleep).toMatchObject({ command: { wakeUpMs: EPOCH_MS + 5 } });
    expect(sim.output).toEqual([EPOCH_MS + 1_000_000, EPOCH_MS]);
  });

  it("makes a virtual timer of a user's setImmediate, though the SDK uses the same function", async () => {
    const sim = await server(async (ctx) => {
      await immediately();
      return ctx.run(async () => immediately(1));
    });
    await sim.begin();
    expect(sim.process.timers).toHaveLength(1);
    expect(sim.attempt?.busy).toBe(true);
  });

  it('reports the lines of ctx.console', async () => {
    const sim = await server((ctx) => ctx.console.warn('%s is %d', 'it', 7));
    await sim.runAttempt();
    expect(sim.remarks).toEqual([{ type: 'log', level: 'WARN', text: 'it is 7', replaying: false }]);
  });

  it('shows the request as the modelled version does', async () => {
    const sim = await server((ctx) => [ctx.request().attemptHeaders.get('content-type'), ctx.request().extraArgs], {
      version: 6,
    });
    await sim.runAttempt();
    expect(sim.output).toEqual(['application/vnd.restate.invocation.v6', []]);
  });

  it('aborts the signal of the attempt when it has ended', async () => {
    let signal: AbortSignal | undefined;
    const sim = await server((ctx) => void (signal = ctx.request().attemptCompletedSignal));
    await sim.runAttempt();
    expect(signal?.aborted).toBe(true);
  });

  it('refuses calls into a scope where the model speaks version 6', async () => {
    const body: Body = (ctx) => {
      const client: { b: () => Promise<unknown> } = ctx.scope('s').serviceClient({ name: 'A' } as never);
      return client.b();
    };
    const old = await server(body, { version: 6 });
    await old.runAttempt();
    expect(old.error).toMatchObject({ code: 573 });
    const recent = await server(body, { version: 7 });
    await recent.runAttempt();
    expect(recent.journal).toContainEqual(
      expect.objectContaining({ command: expect.objectContaining({ scope: 's' }) }),
    );
  });

  it('sends no behaviour for a mismatch where the model speaks version 6', async () => {
    for (const [version, behavior] of [
      [6, undefined],
      [7, 'pause'],
    ] as const) {
      let key = 'a';
      const service = { onJournalMismatchErrors: 'pause' };
      const sim = await server(async (ctx) => (ctx.set(key, 1), await ctx.sleep(1)), { version, service });
      await sim.runAttempt();
      key = 'b';
      await sim.runAttempt();
      expect(sim.error?.behavior).toBe(behavior);
    }
  });

  it('goes on as a zombie when the connection is lost, and its messages are lost', async () => {
    const seen: string[] = [];
    const sim = await server(async (ctx) => {
      await ctx.run('r', () => void seen.push('ran'));
      seen.push('went on');
    });
    await sim.begin();
    sim.attempt?.disconnect();
    await sim.settle();
    expect(sim.attempt?.finished).toBe(true);
    sim.attempt?.release(1);
    await sim.settle();
    expect(seen).toEqual(['ran']);
    expect(sim.log).toEqual(['Run']);
  });

  it('runs no code after the process died', async () => {
    const seen: string[] = [];
    const sim = await server(
      async (ctx) => {
        await ctx.sleep(5).catch(() => seen.push('caught'));
        seen.push('went on');
      },
      { answer: () => 'none' },
    );
    await sim.begin();
    sim.attempt?.crash();
    await sim.notify({ type: 'completion', of: 'Sleep', completion: 1, result: 'empty' });
    expect(seen).toEqual([]);
    expect(sim.attempt?.busy).toBe(false);
  });

  it('enters interceptors in the scope of the attempt', async () => {
    const around: string[] = [];
    const hooks: restate.HooksProvider = () => ({
      interceptor: {
        // oxlint-disable-next-line no-restricted-properties -- the test shows whose random numbers these are
        handler: (next) => (around.push(`handler ${Math.random()}`), next()),
        run: (name, next) => (around.push(`run ${name}`), next()),
      },
    });
    const sim = await server((ctx) => ctx.run('r', () => 1), { service: { hooks: [hooks] } });
    await sim.runAttempt();
    expect(around).toEqual(['handler 0.375', 'run r']);
  });
});

describe('the memory of the state machine', () => {
  it('survives code that uses its context after the attempt has ended', async () => {
    const engine = await loadSdkEngine();
    let leak: restate.WorkflowContext | undefined;
    const first = new SmallServer(
      engine,
      exclusive((ctx) => void (leak = ctx)),
    );
    await first.runAttempt();
    for (let i = 0; i < 20_000; i++) {
      leak?.set('a', i);
      void leak?.awakeable();
    }
    const second = new SmallServer(
      engine,
      exclusive((ctx) => ctx.run('r', () => 2)),
    );
    await second.runAttempt();
    expect(second.output).toBe(2);
  });
});

describe('a copy of the SDK that is built in another way', () => {
  it('is refused in words', () => {
    expect(() => asSdkContext({ run: () => undefined }, '1.17.9')).toThrow(
      "not built the way the engine 'sdk' expects",
    );
  });
});
