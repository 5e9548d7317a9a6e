import * as restate from '@restatedev/restate-sdk';
import { all, execute, gen, race, run as step, sleep, spawn } from '@restatedev/restate-sdk-gen';
import { describe, expect, it } from 'vitest';
import { awakeableId } from '../../journal/awakeable-id.ts';
import { run, server } from '../testing/handlers.ts';
import { SMALL_ID } from '../testing/small-server.ts';
import { SeededRand } from './rand.ts';

describe('the context', () => {
  it('draws the numbers that the SDK draws for the same seed', async () => {
    const sim = await run((c) => [c.rand.random(), c.rand.uuidv4()]);
    expect(sim.output).toEqual([0.6419081072719282, 'a0026779-53f9-4734-a98d-dbe6fca2ca15']);
  });

  it('draws them by the published generator, for any seed', () => {
    for (const seed of [0n, 1n, 2n ** 63n, 2n ** 64n - 1n, 0x123456789abcdef0n]) {
      const rand = new SeededRand(seed);
      const reference = xoshiro(seed);
      for (let i = 0; i < 200; i++) expect(rand.random()).toBe(Number(reference() & ((1n << 53n) - 1n)) / 2 ** 53);
    }
  });

  it('names awakeables by invocation and index', async () => {
    const sim = await run((c) => [c.awakeable().id, c.awakeable().id]);
    expect(sim.output).toEqual([17, 18].map((index) => awakeableId(SMALL_ID, index)));
  });

  it('reports the lines of its console, and whether they are replayed', async () => {
    const sim = server(async (c) => {
      c.console.log('n is %d', 1);
      await c.sleep(1);
      c.console.warn('later');
    });
    await sim.runAttempt();
    expect(sim.remarks).toEqual([
      { type: 'log', level: 'INFO', text: 'n is 1', replaying: false },
      { type: 'log', level: 'WARN', text: 'later', replaying: false },
    ]);
  });

  it('shows the request with all of its fields', async () => {
    const sim = await run(
      (c) => {
        const request = c.request();
        return [Object.keys(request), request.target, String(request.target), [...request.headers], request.id];
      },
      { headers: [{ key: 'a', value: 'b' }] },
    );
    expect(sim.output).toEqual([
      [
        'target',
        'id',
        'headers',
        'attemptHeaders',
        'body',
        'extraArgs',
        'idempotencyKey',
        'scope',
        'limitKey',
        'attemptCompletedSignal',
      ],
      { service: 'O', handler: 'h', key: 'k' },
      'O/k/h',
      [['a', 'b']],
      SMALL_ID,
    ]);
  });

  it('aborts the signal of the request when the attempt is over', async () => {
    let signal: AbortSignal | undefined;
    const sim = server((c) => void (signal = c.request().attemptCompletedSignal));
    await sim.runAttempt();
    expect(signal?.aborted).toBe(true);
  });

  it('gives a cancellation the number that it has in the SDK, and does not count it', async () => {
    const numberOf = (promise: unknown): unknown =>
      (JSON.parse(JSON.stringify(promise)) as { readonly handle: unknown }).handle;
    const sim = await run((c) => {
      const cancellation = (c as unknown as restate.internal.ContextInternal).cancellation();
      return [numberOf(cancellation), numberOf(c.sleep(1))];
    });
    expect(sim.output).toEqual([1, 17]);
  });

  it('keeps no state of a name that the SDK refuses', async () => {
    const sim = await run((c) => {
      c.set(undefined as unknown as string, 1);
      return c.stateKeys();
    });
    expect(sim.journal[1]).toMatchObject({ command: { type: 'GetEagerStateKeys', keys: [] } });
  });

  it('returns a native promise for the id of a send that cannot be issued, as the SDK does', async () => {
    let id: Promise<unknown> = Promise.resolve();
    const unwritable = {
      serialize: (): never => {
        throw new Error('no');
      },
      deserialize: (): undefined => undefined,
    };
    await run((c) => {
      id = c.genericSend({ service: 'S', method: 'm', parameter: 1, inputSerde: unwritable }).invocationId;
    });
    expect([id instanceof Promise, restate.isRestatePromise(id)]).toEqual([true, false]);
  });

  it('reads the clock of the process for deadlines', async () => {
    const sim = server((c) => {
      void c.sleep({ minutes: 1, milliseconds: 0.7 });
      c.genericSend({ service: 'S', method: 'm', parameter: new Uint8Array(), delay: { seconds: 2 } });
    });
    sim.process.nowMs = 1_000;
    await sim.runAttempt();
    expect(sim.journal[1]).toMatchObject({ command: { wakeUpMs: 61_000 } });
    expect(sim.journal.map((row) => (row.kind === 'command' ? row.command : undefined))).toContainEqual(
      expect.objectContaining({ type: 'OneWayCall', invokeAtMs: 3_000 }),
    );
  });

  it.each([-1, NaN, undefined as unknown as number])('refuses a sleep of %s', async (duration) => {
    expect((await run((c) => c.sleep(duration))).error).toMatchObject({
      code: 500,
      related: { index: 1, type: 'Sleep' },
    });
  });

  it('refuses empty keys, and scopes before protocol 7', async () => {
    const client = (c: restate.Context, scope: string): unknown =>
      (c.scope(scope).serviceClient({ name: 'S' } as never) as Record<string, (n: number) => unknown>)['m']?.(1);
    expect((await run((c) => client(c, ''))).error?.code).toBe(500);
    expect((await run((c) => client(c, 's'), { version: 6 })).error?.code).toBe(573);
  });

  it('calls through interfaces with the serdes that they declare', async () => {
    const Greeter = restate.iface.object('Greeter', {
      greet: restate.iface.schemas({ input: upper, output: upper }),
    } as never) as never;
    const sim = await run((c) => (c.client(Greeter, 'k') as unknown as { greet(name: string): unknown }).greet('ann'));
    expect(sim.journal[1]).toMatchObject({ command: { type: 'Call', service: 'Greeter', key: 'k', handler: 'greet' } });
  });

  it('carries programs of restate-sdk-gen unchanged', async () => {
    const sim = server((c) =>
      execute(
        c,
        gen(function* () {
          const both = yield* all([
            step(() => Promise.resolve(1), { name: 'a' }),
            step(() => Promise.resolve(2), { name: 'b' }),
          ]);
          const fiber = spawn(
            gen(function* () {
              const ten = yield* step(() => Promise.resolve(10), { name: 'fiber' });
              yield* sleep(5);
              return ten + 1;
            }),
          );
          const first = yield* race([step(() => Promise.resolve('fast'), { name: 'fast' }), sleep(1_000)]);
          return [both, first ?? 'timeout', yield* fiber];
        }),
      ),
    );
    await sim.runAttempt();
    const once = sim.output;
    await sim.runAttempt();
    expect(sim.error).toBeUndefined();
    expect(sim.output).toEqual(once);
    expect(once).toEqual([[1, 2], expect.anything(), 11]);
  });
});

const upper = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as never;

function xoshiro(seed: bigint): () => bigint {
  const mask = (1n << 64n) - 1n;
  const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (64n - k))) & mask;
  let x = seed;
  const split = (): bigint => {
    x = (x + 0x9e3779b97f4a7c15n) & mask;
    let z = x;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  let [a, b, c, d] = [split(), split(), split(), split()] as [bigint, bigint, bigint, bigint];
  return () => {
    const result = (rotl((a + d) & mask, 23n) + a) & mask;
    const t = (b << 17n) & mask;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 45n);
    return result;
  };
}
