import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../journal/entry.ts';
import { exclusive, server } from '../testing/handlers.ts';
import type { Body } from '../testing/handlers.ts';
import type { SmallServer, SmallServerOptions } from '../testing/small-server.ts';
import { encodeUtf8 } from '../../core/utf8.ts';

// Each case records one version of a handler and replays another one against its journal. The expected results were
// observed on the real SDK.

interface Replay extends SmallServerOptions {
  /** Keeps the recorded end of the handler, as if only the acknowledgement of the end was lost. */
  readonly keepOutput?: boolean;
  readonly forget?: (entry: JournalEntry) => boolean;
  readonly service?: object;
}

async function replay(recorded: Body, now: Body, options: Replay = {}): Promise<SmallServer> {
  const sim = server(recorded, options);
  await sim.runAttempt();
  expect(sim.error).toBeUndefined();
  if (options.keepOutput !== true) sim.forget(isOutput);
  if (options.forget !== undefined) sim.forget(options.forget);
  sim.deploy(exclusive(now, options.service));
  await sim.runAttempt();
  return sim;
}

function isOutput(entry: JournalEntry): boolean {
  return entry.kind === 'command' && entry.command.type === 'Output';
}

const service = { name: 'S' } as restate.ServiceDefinition<
  'S',
  Record<string, (ctx: restate.Context, n: number) => Promise<number>>
>;
const object = { name: 'S' } as restate.VirtualObjectDefinition<
  'S',
  Record<string, (ctx: restate.ObjectContext, n: number) => Promise<number>>
>;
const other = { ...service, name: 'S2' } as unknown as typeof service;
const id = 'inv_1' as restate.InvocationId;
const { opts, sendOpts } = restate.rpc;
const m = (ctx: restate.Context, options?: Parameters<typeof opts>[0]): unknown =>
  options === undefined
    ? ctx.serviceClient(service)['m']?.(1)
    : ctx.serviceClient(service)['m']?.(1, opts(options) as never);

const noticed: [string, string, Body, Body, Replay?][] = [
  ['the value of a set', 'value', (c) => c.set('a', 1), (c) => c.set('a', 2)],
  ['the key of a set', 'key', (c) => c.set('a', 1), (c) => c.set('b', 1)],
  ['the key of a clear', 'key', (c) => c.clear('a'), (c) => c.clear('b')],
  ['clear becoming clearAll', 'command', (c) => c.clear('a'), (c) => c.clearAll()],
  ['the key of an eager get', 'key', (c) => c.get('a'), (c) => c.get('b'), { state: { a: 1, b: 2 } }],
  ['the key of a lazy get', 'key', (c) => c.get('a'), (c) => c.get('b'), { partial: true }],
  ['get becoming stateKeys', 'command', (c) => c.get('a'), (c) => c.stateKeys()],
  ['the name of a run', 'name', (c) => c.run('x', () => 1), (c) => c.run('y', () => 1)],
  ['a run getting a name', 'name', (c) => c.run(() => 1), (c) => c.run('y', () => 1)],
  ['the name of a sleep', 'name', (c) => c.sleep(10, 'a'), (c) => c.sleep(10, 'b')],
  [
    'the parameter of a call',
    'parameter',
    (c) => c.serviceClient(service)['m']?.(1),
    (c) => c.serviceClient(service)['m']?.(2),
  ],
  ['the handler of a call', 'handler', (c) => m(c), (c) => c.serviceClient(service)['m2']?.(1)],
  ['the service of a call', 'service', (c) => m(c), (c) => c.serviceClient(other)['m']?.(1)],
  [
    'the key of a call',
    'key',
    (c) => c.objectClient(object, 'a')['m']?.(1),
    (c) => c.objectClient(object, 'b')['m']?.(1),
  ],
  ['an idempotency key', 'idempotency key', (c) => m(c, { idempotencyKey: 'a' }), (c) => m(c, { idempotencyKey: 'b' })],
  ['a header', 'headers', (c) => m(c, { headers: { a: '1' } }), (c) => m(c, { headers: { a: '2' } })],
  [
    'the order of headers',
    'headers',
    (c) => m(c, { headers: { a: '1', b: '2' } }),
    (c) => m(c, { headers: { b: '2', a: '1' } }),
  ],
  ['the name of a call', 'name', (c) => m(c, { name: 'a' }), (c) => m(c, { name: 'b' })],
  [
    'a scope',
    'scope',
    (c) => c.scope('s1').serviceClient(service)['m']?.(1),
    (c) => c.scope('s2').serviceClient(service)['m']?.(1),
  ],
  ['a limit key', 'limit key', (c) => m(c, { limitKey: 'a' }), (c) => m(c, { limitKey: 'b' })],
  ['call becoming send', 'command', (c) => m(c), (c) => c.serviceSendClient(service)['m']?.(1)],
  [
    'the parameter of a send',
    'parameter',
    (c) => c.serviceSendClient(service)['m']?.(1),
    (c) => c.serviceSendClient(service)['m']?.(2),
  ],
  [
    'the value of an awakeable',
    'result',
    (c) => c.resolveAwakeable('sign_1x', 1),
    (c) => c.resolveAwakeable('sign_1x', 2),
  ],
  [
    'the id of an awakeable',
    'awakeable id',
    (c) => c.resolveAwakeable('sign_1x', 1),
    (c) => c.resolveAwakeable('sign_1y', 1),
  ],
  [
    'the reason of a rejection',
    'result',
    (c) => c.rejectAwakeable('sign_1x', 'a'),
    (c) => c.rejectAwakeable('sign_1x', 'b'),
  ],
  [
    'resolve becoming reject',
    'result',
    (c) => c.resolveAwakeable('sign_1x', 'a'),
    (c) => c.rejectAwakeable('sign_1x', 'a'),
  ],
  [
    'the value of a signal',
    'result',
    (c) => c.invocation(id).signal('s').resolve(1),
    (c) => c.invocation(id).signal('s').resolve(2),
  ],
  [
    'the name of a signal',
    'signal',
    (c) => c.invocation(id).signal('s').resolve(1),
    (c) => c.invocation(id).signal('t').resolve(1),
  ],
  [
    'the target of a cancel',
    'target',
    (c) => c.cancel(id),
    (c) => c.invocation('inv_2' as restate.InvocationId).cancel(),
  ],
  ['what is attached to', 'target', (c) => c.attach(id), (c) => c.invocation('inv_2' as restate.InvocationId).attach()],
  ['the name of a promise', 'key', (c) => c.promise('p').get(), (c) => c.promise('q').get()],
  ['get of a promise becoming peek', 'command', (c) => c.promise('p').get(), (c) => c.promise('p').peek()],
  ['the value of a promise', 'result', (c) => c.promise('p').resolve(1), (c) => c.promise('p').resolve(2)],
  [
    'runs in another order',
    'name',
    async (c) => [await c.run('a', () => 1), await c.run('b', () => 2)],
    async (c) => [await c.run('b', () => 2), await c.run('a', () => 1)],
  ],
  ['sets in another order', 'key', (c) => [c.set('a', 1), c.set('b', 1)], (c) => [c.set('b', 1), c.set('a', 1)]],
  ['a command left out at the end', 'command', (c) => [c.set('a', 1), c.set('b', 1)], (c) => c.set('a', 1)],
  [
    'a command left out before the end',
    'command',
    (c) => [c.set('a', 1), c.set('b', 1)],
    (c) => c.set('a', 1),
    { keepOutput: true },
  ],
  ['another return value', 'result', (c) => (c.set('a', 1), 1), (c) => (c.set('a', 1), 2), { keepOutput: true }],
  [
    'failing instead of returning',
    'result',
    (c) => (c.set('a', 1), 1),
    (c) => (c.set('a', 1), fail('x')),
    { keepOutput: true },
  ],
  ['returning early', 'command', async (c) => (await c.run('a', () => 1), await c.run('b', () => 1)), () => 1],
  [
    'failing early',
    'command',
    async (c) => (await c.run('a', () => 1), await c.run('b', () => 1)),
    () => fail('early'),
  ],
  [
    'an await added before recorded commands',
    'await',
    async (c) => (void c.run('a', () => 1), c.set('x', 1), await c.run('b', () => 2)),
    async (c) => (await c.run('a', () => 1), c.set('x', 1), await c.run('b', () => 2)),
    { forget: (entry) => entry.kind === 'notification' },
  ],
];

const passing: [string, Body, Body, Replay?][] = [
  ['the same code', (c) => c.set('a', 1), (c) => c.set('a', 1)],
  ['another value in the state', (c) => c.get('a'), (c) => c.get('a'), { state: { a: 1 } }],
  ['another closure', (c) => c.run('x', () => 1), (c) => c.run('x', () => 2)],
  ['another duration of a sleep', (c) => c.sleep(10), (c) => c.sleep(99_999)],
  [
    'another delay of a send',
    (c) => c.serviceSendClient(service)['m']?.(1, sendOpts({ delay: 10 }) as never),
    (c) => c.serviceSendClient(service)['m']?.(1, sendOpts({ delay: 99_999 }) as never),
  ],
  [
    'a send that lost its delay',
    (c) => c.serviceSendClient(service)['m']?.(1, sendOpts({ delay: 10 }) as never),
    (c) => c.serviceSendClient(service)['m']?.(1),
  ],
  ['an awakeable that was not there before', (c) => c.run('x', () => 1), (c) => (c.awakeable(), c.run('x', () => 1))],
  ['a command added at the end', (c) => c.set('a', 1), (c) => [c.set('a', 1), c.set('b', 1)].length],
  ['an await left out', async (c) => (await c.sleep(1), c.set('a', 1)), (c) => (void c.sleep(1), c.set('a', 1))],
  [
    'an await added on something that was completed',
    (c) => (void c.sleep(1), c.set('a', 1), c.sleep(2)),
    async (c) => (await c.sleep(1), c.set('a', 1), await c.sleep(2)),
  ],
];

describe('a replay notices', () => {
  it.each(noticed)('%s', async (_name, field, recorded, now, options) => {
    const sim = await replay(recorded, now, options);
    expect(sim.error).toMatchObject({ code: 570, mismatch: { field } });
    expect(sim.error?.behavior).toBeUndefined();
    expect(sim.ended).toBe(false);
  });
});

describe('a replay accepts', () => {
  it.each(passing)('%s', async (_name, recorded, now, options) => {
    const sim = await replay(recorded, now, options);
    expect(sim.error).toBeUndefined();
    expect(sim.ended).toBe(true);
  });
});

describe('a replay', () => {
  it('reports the error of the code, not a mismatch, when the code throws while commands remain', async () => {
    const sim = await replay(
      async (c) => (await c.run('a', () => 1), await c.run('b', () => 2)),
      () => {
        throw new Error('boom');
      },
    );
    expect(sim.error).toMatchObject({ code: 500, message: 'boom' });
  });

  it('gives the recorded value of an eager read, whatever the state is now', async () => {
    const sim = server((c) => c.get('a'), { state: { a: 1 } });
    await sim.runAttempt();
    sim.forget(isOutput);
    sim.state.set('a', encodeUtf8('2'));
    await sim.runAttempt();
    expect(sim.output).toBe(1);
  });

  it('requests another behaviour on a mismatch only in protocol 7', async () => {
    const change = (version: 6 | 7): Promise<SmallServer> =>
      replay(
        (c) => c.set('a', 1),
        (c) => c.set('a', 2),
        { version, service: { onJournalMismatchErrors: 'pause' } },
      );
    expect((await change(7)).error?.behavior).toBe('pause');
    expect((await change(6)).error?.behavior).toBeUndefined();
  });

  it('ends with the last command, before its result is awaited', async () => {
    const seen: boolean[] = [];
    const sim = server(async (c) => {
      const see = (): unknown => seen.push((c as unknown as restate.internal.ContextInternal).isProcessing());
      see();
      await c.sleep(1);
      see();
      c.set('a', 1);
      see();
    });
    await sim.runAttempt();
    sim.forget(isOutput);
    seen.length = 0;
    await sim.runAttempt();
    expect(seen).toEqual([false, false, true]);
  });
});

function fail(message: string): never {
  throw new restate.TerminalError(message);
}
