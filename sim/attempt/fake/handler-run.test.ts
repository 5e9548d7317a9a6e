import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { FakeEngine } from './engine.ts';
import { run, server } from '../testing/handlers.ts';
import { SmallServer, boundHandler } from '../testing/small-server.ts';

describe('a handler', () => {
  it('ends with what it returns, decoded and encoded by the declared serdes', async () => {
    const handler = restate.createObjectHandler(
      { input: restate.serde.binary, output: restate.serde.binary },
      (_ctx: restate.ObjectContext, input: Uint8Array) => Promise.resolve(input),
    );
    const sim = new SmallServer(
      new FakeEngine(),
      boundHandler(restate.object({ name: 'O', handlers: { h: handler } })),
      {
        input: { a: 1 },
      },
    );
    await sim.runAttempt();
    expect(sim.output).toEqual({ a: 1 });
  });

  it('fails terminally on input that cannot be decoded', async () => {
    const sim = server(() => 1);
    sim.journal[0] = {
      kind: 'command',
      command: { type: 'Input', headers: [], value: new Uint8Array([123]) },
      appendedAtMs: 0,
    };
    await sim.runAttempt();
    expect(sim.output).toMatchObject({ failure: { code: 400 } });
  });

  it('is retried when its output cannot be encoded', async () => {
    expect((await run(() => 1n)).error?.code).toBe(500);
  });

  it.each([
    ['a terminal error', new restate.TerminalError('no', { errorCode: 404, metadata: { a: 'b' } }), 404],
    ['a timeout', new restate.TimeoutError(), 408],
    ['a cancellation', new restate.CancelledError(), 409],
  ])('fails for good with %s', async (_name, error, code) => {
    const sim = await run(() => Promise.reject(error));
    expect(sim.output).toMatchObject({ failure: { code, message: error.message } });
    expect(sim.ended).toBe(true);
  });

  it.each([
    ['an error', new Error('x'), { code: 500, message: 'x' }],
    [
      'a retry after a while',
      new restate.RetryableError('x', { retryAfter: 5 }),
      { code: 500, message: 'x', retryAfterMs: 5 },
    ],
    ['a pause, which is no pause here', new restate.PauseError('x'), { code: 500, message: 'x' }],
    ['something that is no error', { a: 1 }, { code: 500, message: 'Non-Error value: {"a":1}' }],
    ['something like an error', { code: 404, message: 'x' }, { code: 500, message: 'x' }],
  ])('is retried after %s', async (_name, thrown, error) => {
    const sim = await run(() => {
      throw thrown;
    });
    expect(sim.error).toEqual(error);
    expect(sim.ended).toBe(false);
  });

  it('has its errors mapped by asTerminalError, also in runs', async () => {
    const asTerminalError = (error: unknown): restate.TerminalError | undefined =>
      error instanceof RangeError ? new restate.TerminalError('mapped', { errorCode: 422 }) : undefined;
    const thrown = await run(() => Promise.reject(new RangeError('x')), { service: { asTerminalError } });
    expect(thrown.output).toMatchObject({ failure: { code: 422 } });
    const inRun = await run((c) => c.run(() => Promise.reject(new RangeError('x'))), { service: { asTerminalError } });
    expect(inRun.log).toEqual(['Run', 'proposal', 'Output', 'end']);
  });

  it('writes its commands only at an await or at the end, and before the error', async () => {
    const sim = server(async (c) => {
      c.set('a', 1);
      await Promise.resolve();
      expect(sim.log).toEqual([]);
      await c.sleep(1);
      c.set('b', 1);
      throw new Error('x');
    });
    await sim.runAttempt();
    expect(sim.log).toEqual(['SetState', 'Sleep', 'SetState', 'error']);
  });

  it('suspends where it is blocked when its input closes, and does not run on', async () => {
    let finallyRan = false;
    const sim = server(
      async (c) => {
        try {
          await c.sleep(1);
        } finally {
          finallyRan = true;
        }
      },
      { answer: () => 'none' },
    );
    await sim.begin();
    sim.attempt?.closeInput();
    await sim.step();
    await new FakeEngine().settle();
    expect(sim.attempt?.finished).toBe(false);
    await sim.notify({ type: 'signal', signal: { name: 'wake' }, result: 'empty' });
    expect(sim.suspended).toBe(true);
    expect(sim.attempt?.finished).toBe(true);
    expect(finallyRan).toBe(false);
  });

  it('finishes a closure before it suspends', async () => {
    const sim = server((c) => c.run('a', () => 1));
    await sim.begin();
    sim.attempt?.closeInput();
    await sim.step();
    expect(sim.log).toEqual(['Run', 'proposal', 'suspension']);
  });

  it('goes on as a zombie whose messages are lost when its stream is gone', async () => {
    let outside = (): void => {};
    const steps: string[] = [];
    const sim = server(async (c) => {
      c.set('a', 1);
      await new Promise<void>((resolve) => (outside = resolve));
      steps.push('still running');
      await c.run('x', () => steps.push('never'));
      steps.push('never');
    });
    await sim.begin();
    expect(sim.attempt?.waitsOutside).toBe(true);
    sim.attempt?.disconnect();
    outside();
    await sim.notify({ type: 'signal', signal: { index: 1 }, result: 'empty' });
    expect(steps).toEqual(['still running']);
    expect(sim.log).toEqual([]);
  });

  it('does not run again after its process died', async () => {
    const steps: string[] = [];
    const sim = server(
      async (c) => {
        await c.sleep(1);
        steps.push('never');
      },
      { answer: () => 'none' },
    );
    await sim.begin();
    sim.attempt?.crash();
    await sim.notify({ type: 'completion', of: 'Sleep', completion: 1, result: 'empty' });
    expect(steps).toEqual([]);
    expect(sim.attempt?.finished).toBe(true);
  });

  it('is remarked when it waits for something unknown', async () => {
    const sim = server(async (c) => {
      c.set('a', 1);
      await new Promise(() => {});
    });
    await sim.begin();
    expect(sim.attempt?.waitsOutside).toBe(true);
    expect(sim.remarks).toMatchObject([
      { type: 'outside-wait', text: expect.stringContaining("O/h waits after set 'a'") },
    ]);
  });

  it('gets time to go on by ticks of its own', async () => {
    const sim = server(async () => {
      for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => process.nextTick(resolve));
      return 'done';
    });
    await sim.runAttempt();
    expect(sim.output).toBe('done');
  });
});
