import { PauseError, RestatePromise, RetryableError, TerminalError } from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { run, server } from '../testing/handlers.ts';

describe('ctx.run', () => {
  it('returns what was decoded from bytes, never the object itself', async () => {
    const sim = await run((c) =>
      RestatePromise.all([
        c.run(() => Buffer.from('b')),
        c.run(() => NaN),
        c.run(() => new Map()),
        c.run(() => undefined),
      ]),
    );
    expect(sim.output).toEqual([{ type: 'Buffer', data: [98] }, null, {}, null]);
  });

  it('executes only when a promise that contains it is awaited', async () => {
    let ran = 0;
    const sim = await run((c) => void c.run('forgotten', () => ran++));
    expect(ran).toBe(0);
    expect(sim.log).toEqual(['Run', 'Output', 'end']);
    expect(sim.remarks).toMatchObject([{ type: 'misuse', what: 'unawaited-run' }]);
  });

  it('announces every closure of an await, and waits until each is released', async () => {
    const order: string[] = [];
    const sim = server((c) => RestatePromise.all(['a', 'b', 'd'].map((name) => c.run(name, () => order.push(name)))));
    await sim.begin();
    expect(sim.ready).toEqual([1, 2, 3]);
    expect(order).toEqual([]);
    sim.ready.reverse();
    while (await sim.step());
    expect(order).toEqual(['d', 'b', 'a']);
    expect(sim.ended).toBe(true);
  });

  it('completes the signal of a broken attempt when its connection is lost, as that of any other', async () => {
    let signal: AbortSignal | undefined;
    const sim = server((c) => {
      signal = c.request().attemptCompletedSignal;
      // Not what the types allow: the SDK gives up an attempt whose failure it cannot write.
      c.rejectAwakeable('sign_1', 7 as unknown as string);
      return new Promise(() => undefined);
    });
    await sim.begin();
    while (await sim.step());
    const before = signal?.aborted;
    sim.attempt?.disconnect();
    await sim.settle();
    expect([before, signal?.aborted]).toEqual([false, true]);
  });

  it('keeps the closures of one await from starting when one of them ends the attempt at once', async () => {
    const order: string[] = [];
    const fails = (name: string) => (): never => {
      order.push(name);
      throw new Error(name);
    };
    const sim = server((c) => RestatePromise.all([c.run('a', fails('a')), c.run('b', fails('b'))]));
    await sim.begin();
    while (await sim.step());
    expect([order, sim.ready]).toEqual([['a'], []]);
  });

  it('resolves only when the result is in the journal', async () => {
    const sim = server((c) => c.run('a', () => 1));
    await sim.begin();
    await sim.step();
    expect(sim.log).toEqual(['Run', 'proposal']);
    await sim.step();
    expect(sim.log).toEqual(['Run', 'proposal', 'Output', 'end']);
  });

  it('does not execute again on replay', async () => {
    let ran = 0;
    const sim = server(async (c) => [await c.run('a', () => ++ran), await c.sleep(1)]);
    await sim.runAttempt();
    await sim.runAttempt();
    expect(ran).toBe(1);
  });

  it('rejects with a terminal error and keeps its code, but not its class', async () => {
    const sim = await run(async (c) => {
      try {
        return await c.run(() => Promise.reject(new TerminalError('no', { errorCode: 418 })));
      } catch (error) {
        return [(error as TerminalError).code, (error as TerminalError).message];
      }
    });
    expect(sim.output).toEqual([418, 'no']);
  });

  it('ends the attempt on any other error; the handler never sees it', async () => {
    let seen = false;
    const sim = await run((c) => c.run('x', () => Promise.reject(new Error('later'))).catch(() => (seen = true)));
    expect(sim.error).toEqual({ code: 500, message: 'later', related: { index: 1, name: 'x', type: 'Run' } });
    expect(seen).toBe(false);
  });

  it('ends the attempt when its result does not serialize', async () => {
    const sim = await run((c) => c.run('x', () => 1n));
    expect(sim.error?.code).toBe(500);
    expect(sim.error?.related).toBeUndefined();
  });

  it.each([
    ['a plain error without options', new Error('x'), {}, { count: 0 }, {}],
    [
      'a retry after a while',
      new RetryableError('x', { retryAfter: { seconds: 2 } }),
      {},
      { count: 0 },
      { retryAfterMs: 2_000 },
    ],
    ['a pause', new PauseError('x'), {}, { count: 0 }, { behavior: 'pause' }],
    [
      'the first delay',
      new Error('x'),
      { initialRetryInterval: 350, retryIntervalFactor: 1.3 },
      { count: 0 },
      { retryAfterMs: 349 },
    ],
    [
      'a delay that grew',
      new Error('x'),
      { initialRetryInterval: 350, retryIntervalFactor: 1.3 },
      { count: 2 },
      { retryAfterMs: 591 },
    ],
    ['the longest delay', new Error('x'), { maxRetryInterval: 60 }, { count: 5 }, { retryAfterMs: 60 }],
  ])('asks for %s', async (_name, error, options, { count }, expected) => {
    const sim = server((c) => c.run('x', () => Promise.reject(error), options), { retries: count });
    sim.journal.push({ kind: 'command', command: { type: 'Run', name: 'x', completion: 1 }, appendedAtMs: 0 });
    await sim.runAttempt();
    const related = { index: 1, name: 'x', type: 'Run' };
    expect(sim.error).toEqual({ code: 500, message: 'x', related, ...expected });
  });

  it('counts earlier tries only when the run itself is replayed', async () => {
    const tries = async (isRecorded: boolean): Promise<unknown> => {
      const sim = server((c) => c.run('x', () => Promise.reject(new Error('x')), { maxRetryAttempts: 3 }), {
        retries: 2,
      });
      const command = { type: 'Run', name: 'x', completion: 1 } as const;
      if (isRecorded) sim.journal.push({ kind: 'command', command, appendedAtMs: 0 });
      await sim.runAttempt();
      return sim.output ?? sim.error?.retryAfterMs;
    };
    expect(await tries(true)).toEqual({ failure: { code: 500, message: 'x' } });
    expect(await tries(false)).toBe(50);
  });

  it('fails terminally after the maximum duration', async () => {
    const sim = server((c) => c.run('x', () => Promise.reject(new Error('x')), { maxRetryDuration: { minutes: 1 } }), {
      retries: 1,
      durationMs: 60_000,
      journal: [{ kind: 'command', command: { type: 'Run', name: 'x', completion: 1 }, appendedAtMs: 0 }],
    });
    await sim.runAttempt();
    expect(sim.output).toEqual({ failure: { code: 500, message: 'x' } });
  });

  it('refuses anything but a function at once', async () => {
    const sim = await run((c) => {
      const misuses = [
        () => c.run('x' as never),
        () => c.run(1 as never),
        () => c.run((() => 1) as never, {} as never),
      ];
      return misuses.map((misuse) => {
        try {
          return misuse() === undefined;
        } catch (error) {
          return (error as Error).name;
        }
      });
    });
    expect(sim.output).toEqual(['TypeError', 'TypeError', 'TypeError']);
  });

  it('records the time of the process as ctx.date', async () => {
    const sim = server(async (c) => [await c.date.now(), await c.date.toJSON()]);
    sim.process.nowMs = 5;
    await sim.runAttempt();
    expect(sim.output).toEqual([5, '1970-01-01T00:00:00.005Z']);
    expect(sim.commands).toEqual(['Run', 'Run', 'Output']);
  });
});
