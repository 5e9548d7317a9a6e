import { RestatePromise, isRestatePromise } from '@restatedev/restate-sdk';
import type { TerminalError, internal } from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../journal/notification.ts';
import { run, server } from '../testing/handlers.ts';
import type { Body } from '../testing/handlers.ts';
import { json } from '../testing/small-server.ts';
import type { SmallServer } from '../testing/small-server.ts';

const CANCEL: Notification = { type: 'signal', signal: { index: 1 }, result: 'empty' };

function awakeable(index: number, value: unknown): Notification {
  return { type: 'signal', signal: { index: 17 + index }, result: { ok: json(value) } };
}

function rejected(index: number): Notification {
  return { type: 'signal', signal: { index: 17 + index }, result: { failure: { code: 500, message: `no${index}` } } };
}

function signal(name: string, value: unknown): Notification {
  return { type: 'signal', signal: { name }, result: { ok: json(value) } };
}

/** Runs a handler whose journal holds these notifications from the start. */
function replayed(body: Body, ...notifications: Notification[]): Promise<SmallServer> {
  return run(body, {
    journal: notifications.map((notification) => ({ kind: 'notification', notification, appendedAtMs: 0 })),
  });
}

describe('promises of the context', () => {
  it('are accepted by the SDK as its own', async () => {
    const sim = await run((c) => [isRestatePromise(c.sleep(1)), isRestatePromise(c.sleep(1).map(() => 1))]);
    expect(sim.output).toEqual([true, true]);
  });

  it('let the journal decide a race, not the order of arguments', async () => {
    const sim = await replayed(
      (c) => RestatePromise.race([c.awakeable().promise, c.awakeable().promise]),
      awakeable(1, 'second'),
      awakeable(0, 'first'),
    );
    expect(sim.output).toBe('second');
  });

  it('let the order of arguments decide among results that became ready earlier', async () => {
    const sim = await replayed(
      async (c) => {
        const [a, b, last] = [c.awakeable().promise, c.awakeable().promise, c.awakeable().promise];
        await last;
        return RestatePromise.race([a, b]);
      },
      awakeable(1, 'b'),
      awakeable(0, 'a'),
      awakeable(2, 'last'),
    );
    expect(sim.output).toBe('a');
  });

  it('let an inner combinator decide before the next result becomes ready', async () => {
    const sim = await replayed(
      (c) => {
        const [a, b, d] = [c.awakeable().promise, c.awakeable().promise, c.awakeable().promise];
        return RestatePromise.all([RestatePromise.race([a, b]), RestatePromise.race([b, d])]);
      },
      awakeable(1, 'b'),
      awakeable(0, 'a'),
      awakeable(2, 'd'),
    );
    expect(sim.output).toEqual(['b', 'b']);
  });

  it('settle any, allSettled and map as the SDK does', async () => {
    const sim = await replayed(
      async (c) => {
        const [a, b, d] = [c.awakeable().promise, c.awakeable().promise, c.awakeable().promise];
        const any = await RestatePromise.any([a, b]);
        const settled = await RestatePromise.allSettled([a, b]).map((all) => all?.map((one) => one.status));
        return [any, settled, await d.map((value, failure) => [value ?? 'none', failure?.message])];
      },
      rejected(0),
      awakeable(1, 'b'),
      rejected(2),
    );
    expect(sim.output).toEqual(['b', ['rejected', 'fulfilled'], ['none', 'no2']]);
  });

  it('time out by a sleep that is issued after them', async () => {
    const sim = await run(async (c) => {
      try {
        return await c.awakeable().promise.orTimeout({ seconds: 1 });
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(sim.output).toBe('TimeoutError');
    expect(sim.commands).toEqual(['Sleep', 'Output']);
  });

  it('lose the first of two signals of one name that arrive before the first is taken', async () => {
    const sim = server(async (c) => {
      await c.awakeable().promise;
      return [await c.signal('s'), await c.signal('s')];
    });
    for (const one of [signal('s', 1), signal('s', 2), awakeable(0, 0)]) {
      sim.journal.push({ kind: 'notification', notification: one, appendedAtMs: 0 });
    }
    await sim.begin();
    expect(sim.ended).toBe(false);
    expect(sim.attempt?.awaiting).toEqual({
      combinator: 'FirstCompleted',
      children: [{ single: 's1' }, { single: 'ns' }],
    });
  });

  it('give two signals of one name in order when each is awaited', async () => {
    const sim = await replayed(async (c) => [await c.signal('s'), await c.signal('s')], signal('s', 1), signal('s', 2));
    expect(sim.output).toEqual([1, 2]);
  });

  it('announce what is still awaited, without what is decided', async () => {
    const sim = server((c) => RestatePromise.allSettled([c.sleep(1), RestatePromise.any([c.sleep(2), c.sleep(3)])]), {
      answer: () => 'none',
    });
    await sim.begin();
    await sim.notify({ type: 'completion', of: 'Sleep', completion: 1, result: 'empty' });
    expect(sim.attempt?.awaiting).toEqual({
      combinator: 'FirstCompleted',
      children: [
        { single: 's1' },
        {
          combinator: 'AllCompleted',
          children: [{ combinator: 'FirstSucceededOrAllFailed', children: [{ single: 'c2' }, { single: 'c3' }] }],
        },
      ],
    });
  });

  it('issue a command at each await of a durable promise', async () => {
    const sim = await run(async (c) => {
      const promise = c.promise<string>('p');
      return [await promise, await promise, (await promise.peek()) ?? 'nothing yet'];
    });
    expect(sim.output).toEqual(['p', 'p', 'nothing yet']);
    expect(sim.commands).toEqual(['GetPromise', 'GetPromise', 'PeekPromise', 'Output']);
  });
});

describe('a cancel signal', () => {
  const survivorOfTwo: Body = async (c) => [
    await c.sleep(5).catch((error: Error) => error.name),
    await c.run('x', () => 1).catch((error: Error) => error.name),
  ];

  const survivor: Body = async (c) => {
    const seen: string[] = [];
    const sleep = c.sleep(5);
    for (const promise of [sleep, sleep, c.awakeable().promise]) {
      await promise.then(
        (value) => seen.push(String(value)),
        (error: Error) => seen.push(error.name),
      );
    }
    return seen;
  };

  it('rejects the awaited promise permanently, and no other', async () => {
    const sim = await replayed(survivor, CANCEL, awakeable(0, 'fine'));
    expect(sim.output).toEqual(['CancelledError', 'CancelledError', 'fine']);
  });

  it('takes its turn in the journal', async () => {
    expect((await replayed((c) => c.awakeable().promise, awakeable(0, 1), CANCEL)).output).toBe(1);
    expect((await replayed((c) => c.awakeable().promise, CANCEL, awakeable(0, 1))).output).toMatchObject({
      failure: { code: 409 },
    });
  });

  it('may arrive a second time', async () => {
    const sim = await replayed(survivorOfTwo, CANCEL, CANCEL);
    expect(sim.output).toEqual(['CancelledError', 'CancelledError']);
  });

  it('cancels the callees, whose ids it waits for', async () => {
    const sim = server((c) => c.genericCall({ service: 'S', method: 'm', parameter: json(1) }), {
      answer: () => 'none',
    });
    await sim.begin();
    await sim.notify(CANCEL);
    expect(sim.attempt?.awaiting).toEqual({ combinator: 'FirstCompleted', children: [{ single: 'c1' }] });
    await sim.notify({ type: 'completion', of: 'CallInvocationId', completion: 1, result: { invocationId: 'inv_x' } });
    expect(sim.commands).toEqual(['Call', 'SendSignal', 'Output']);
    expect(sim.output).toEqual({ failure: { code: 409, message: 'Cancelled' } });
  });

  it('spares the targets of sends', async () => {
    const sim = server((c) => (c.genericSend({ service: 'S', method: 'm', parameter: json(1) }), c.sleep(1)), {
      answer: () => 'none',
    });
    await sim.begin();
    await sim.notify(CANCEL);
    expect(sim.commands).toEqual(['OneWayCall', 'Sleep', 'Output']);
  });

  it('is left to a handler with explicit cancellation', async () => {
    const sim = server(
      async (c) => {
        const internal = c as unknown as internal.ContextInternal;
        void c.genericCall({ service: 'S', method: 'm', parameter: json(1) });
        await RestatePromise.race([c.sleep(1), internal.cancellation()]);
        return internal.cancelPreviousCalls();
      },
      { service: { explicitCancellation: true }, answer: () => 'none' },
    );
    await sim.begin();
    await sim.notify(CANCEL);
    await sim.notify({ type: 'completion', of: 'CallInvocationId', completion: 1, result: { invocationId: 'inv_x' } });
    expect(sim.output).toEqual(['inv_x']);
    expect(sim.commands).toEqual(['Call', 'Sleep', 'SendSignal', 'Output']);
  });
});

describe('a failed call', () => {
  it('rejects with a plain terminal error that keeps code, message and metadata', async () => {
    const failure = { code: 408, message: 'slow', metadata: [{ key: 'who', value: 'S' }] };
    const sim = await run(
      async (c) => {
        try {
          return await c.genericCall({ service: 'S', method: 'm', parameter: json(1) });
        } catch (error) {
          const { name, code, message, metadata } = error as TerminalError;
          return { name, code, message, metadata };
        }
      },
      {
        answer: (command) =>
          command.type === 'Call'
            ? [{ type: 'completion', of: 'Call', completion: command.completion, result: { failure } }]
            : undefined,
      },
    );
    expect(sim.output).toEqual({ name: 'TerminalError', code: 408, message: 'slow', metadata: { who: 'S' } });
  });
});
