import * as restate from '@restatedev/restate-sdk';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bankAccount } from '../../objects/bank-account.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import { StuckError } from '../../sim/simulation/run/stuck-error.ts';

type CounterState = { count: number };

const napper = restate.object({
  name: 'Napper',
  handlers: {
    nap: async (ctx: restate.ObjectContext<CounterState>, ms: number): Promise<number> => {
      await ctx.sleep(ms);
      const count = ((await ctx.get('count')) ?? 0) + 1;
      ctx.set('count', count);
      return count;
    },
    waitForWord: async (ctx: restate.ObjectContext): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('awakeable', id);
      return promise;
    },
    callMyself: async (ctx: restate.ObjectContext): Promise<number> =>
      ctx.objectClient<typeof napper>({ name: 'Napper' }, ctx.key).nap(1),
  },
});

it('shows a handler a performance clock that counts from the start of its attempt', async () => {
  const clock = restate.service({
    name: 'Clock',
    handlers: {
      read: async (ctx: restate.Context): Promise<number> => {
        await ctx.sleep(0);
        return performance.now();
      },
    },
  });
  await using sim = new Simulation({ services: [clock] });
  await sim.advance('10s');
  expect(await sim.client.service(clock).read()).toBe(0);
});

describe('a test', () => {
  it('lets virtual time pass only as far as it asks for', async () => {
    await using sim = new Simulation({ services: [napper] });
    const start = sim.now;
    const nap = sim.client.object(napper, 'ann').nap(60_000);
    await sim.advance('10s');
    expect(sim.now - start).toBe(10_000);
    expect(await sim.stateOf(napper, 'ann').get('count')).toBeUndefined();
    expect(await nap).toBe(1);
    expect(sim.now - start).toBe(60_000);
    expect(await sim.stateOf(napper, 'ann').getAll()).toEqual({ count: 1 });
  });

  it('does not run the world while no code awaits it', async () => {
    await using sim = new Simulation({ services: [napper] });
    const nap = sim.client.object(napper, 'ann').nap(5);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(sim.trace).toEqual([]);
    await nap;
    expect(sim.trace.at(-1)?.type).toBe('answer');
  });

  it('sees the same story every time, and another one after a crash at an entry', async () => {
    const run = async (crash: boolean): Promise<{ hash: string; attempts: number }> => {
      await using sim = new Simulation({ services: [napper], seed: 7 });
      if (crash) sim.trouble('a', { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 3, phase: 'before' });
      expect(await sim.client.object(napper, 'ann').nap(10)).toBe(1);
      return { hash: sim.traceHash, attempts: sim.trace.filter(({ type }) => type === 'attempt started').length };
    };
    const [calm, again, crashed] = [await run(false), await run(false), await run(true)];
    expect(again).toEqual(calm);
    expect(calm.attempts).toBe(1);
    expect(crashed.attempts).toBe(2);
    expect(crashed.hash).not.toBe(calm.hash);
  });

  it('gets an error that says which invocation waits for which, when what it awaits can never arrive', async () => {
    await using sim = new Simulation({ services: [napper] });
    const error = await sim.client
      .object(napper, 'ann')
      .callMyself()
      .then(String, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(StuckError);
    expect(String(error)).toContain('Napper/ann/nap (a/1) waits for the lock of Napper/ann, held by a');
  });

  it('drives awakeables itself', async () => {
    await using sim = new Simulation({ services: [napper] });
    const word = sim.client.object(napper, 'ann').waitForWord();
    await sim.advance('2m');
    const id = await sim.stateOf(napper, 'ann').get<string>('awakeable');
    await sim.client.resolveAwakeable(id ?? '', 'hello');
    expect(await word).toBe('hello');
  });

  it('works on real objects', async () => {
    await using sim = new Simulation({ services: [bankAccount], seed: 7 });
    const ann = sim.client.object(bankAccount, 'ann');
    await ann.credit(100);
    await ann.transfer({ to: 'bob', amount: 30 });
    await sim.runToQuiet();
    expect(await ann.balance()).toBe(70);
    expect(await sim.client.object(bankAccount, 'bob').balance()).toBe(30);
  });
});

describe('the outside world', () => {
  const ledger = effect({
    state: (): string[] => [],
    apply: (entries, entry: string) => entries.push(entry),
    troubles: { fails: false, losesAnswer: false },
  });

  it('takes time, and is called again when the process dies before its result is stored', async () => {
    await using sim = new Simulation({
      services: ({ book }) => [
        restate.service({
          name: 'Clerk',
          handlers: {
            write: (ctx: restate.Context, line: string): Promise<number> => ctx.run('book', () => book(line)),
          },
        }),
      ],
      effects: { book: ledger },
    });
    sim.trouble('a', { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 1, phase: 'inside' });
    const clerk = { name: 'Clerk' } as restate.ServiceDefinition<
      'Clerk',
      { write(ctx: restate.Context, line: string): Promise<number> }
    >;
    expect(await sim.client.service(clerk).write('one')).toBe(2);
    expect(sim.stateOfEffect('book')).toEqual(['one', 'one']);
  });
});

describe('two simulations in one process', () => {
  it('do not disturb each other, whatever order they are awaited in', async () => {
    const alone = async (seed: number): Promise<string> => {
      await using sim = new Simulation({ services: [napper], seed });
      await sim.client.object(napper, 'k').nap(seed * 10);
      return sim.traceHash;
    };
    const together = await Promise.all([alone(1), alone(2), alone(3)]);
    expect(together).toEqual([await alone(1), await alone(2), await alone(3)]);
  });
});

describe('a simulation that is disposed while it moves', () => {
  /** Lets the event loop take its turns, so that the world is somewhere else in its move each time. */
  const turns = async (count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  it.each(Array.from({ length: 12 }, (_, count) => count))(
    'leaves the next one free to move: %i turns',
    async (count) => {
      const abandoned = new Simulation({ services: [napper] });
      const pending = abandoned.client.object(napper, 'ann').nap(1);
      const ended = pending.then(
        () => 'a response',
        () => 'an error',
      );
      await turns(count);
      // As a test that times out does, whose fixture is torn down.
      await abandoned[Symbol.asyncDispose]();
      expect(['a response', 'an error']).toContain(await ended);
      await using next = new Simulation({ services: [napper] });
      expect(await next.client.object(napper, 'ann').nap(1)).toBe(1);
    },
  );
});

describe('with fake timers of the test', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('keeps its own time', async () => {
    vi.useFakeTimers();
    await using sim = new Simulation({ services: [napper] });
    expect(await sim.client.object(napper, 'ann').nap(3_600_000)).toBe(1);
  });
});
