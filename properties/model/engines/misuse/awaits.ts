import { RestatePromise } from '@restatedev/restate-sdk';
import { inTimer, pause, svc, type Kept, type Misuse } from './misuse.ts';

const kept: Kept = { context: undefined };

/** Awaits outside of the SDK's combinators, and promises that are never awaited. */
export const AWAITS: readonly Misuse[] = [
  {
    name: 'Promise.all of runs',
    body: (c) => Promise.all([1, 2].map((n) => c.run(`r${n}`, () => Promise.resolve(n)))),
    finds: 'concurrent-await',
  },
  { name: 'Promise.all of sleeps', body: (c) => Promise.all([c.sleep(1), c.sleep(2)]), finds: 'concurrent-await' },
  {
    name: 'Promise.race of a call and a sleep',
    body: (c) => Promise.race([svc(c).part(), c.sleep(100)]),
    finds: 'concurrent-await',
  },
  { name: 'Promise.any of calls', body: (c) => Promise.any([svc(c).part(), svc(c).part()]), finds: 'concurrent-await' },
  {
    name: 'Promise.allSettled of calls',
    body: (c) => Promise.allSettled([svc(c).part(), svc(c).part()]),
    finds: 'concurrent-await',
  },
  {
    name: 'Promise.all of branches with two runs each',
    body: (c) =>
      Promise.all(
        [1, 2].map(async (n) => {
          const a = await c.run(`a${n}`, () => n);
          return c.run(`b${n}`, () => a + 1);
        }),
      ),
    finds: 'concurrent-await',
  },
  {
    name: 'two branches that are awaited one after the other',
    body: async (c) => {
      const [p, q] = [c.sleep(5), c.sleep(9)];
      const first = (async () => p)();
      const second = (async () => q)();
      await first;
      await second;
    },
    finds: 'concurrent-await',
  },
  {
    name: 'one promise awaited twice',
    body: (c) => {
      const p = c.sleep(5);
      return Promise.all([p, p]);
    },
  },
  { name: 'a run that is never awaited', body: (c) => void c.run('x', () => 1), finds: 'unawaited-run' },
  {
    name: 'a run that is never awaited, and a sleep',
    body: async (c) => {
      void c.run('x', () => 1);
      await c.sleep(5);
    },
    finds: 'unawaited-run',
  },
  {
    name: 'a run with a callback, and a sleep',
    body: async (c) => {
      void c.run('x', () => 1).then(() => {});
      await c.sleep(5);
    },
    finds: 'concurrent-await',
  },
  { name: 'a call that is never awaited', body: (c) => void svc(c).part() },
  {
    name: 'promises in the returned object',
    body: (c) => ({
      total: c.get('total'),
      call: svc(c).part(),
      awakeable: c.awakeable(),
      all: RestatePromise.all([c.sleep(1)]),
      mapped: c.sleep(2).map(() => 1),
    }),
  },
  {
    name: 'a promise in the state',
    body: async (c) => {
      const p = c.sleep(1);
      await p;
      c.set('a', { p });
      return c.get('a');
    },
  },
  {
    name: 'the context in a timer after the end',
    body: (c) => inTimer(() => c.set('a', 1), 50),
    finds: 'context-after-end',
  },
  {
    name: 'a run in a timer after the end',
    body: (c) => inTimer(() => void c.run('late', () => 1), 50),
    finds: 'context-after-end',
  },
  {
    name: 'an await in a timer after the end',
    body: (c) => inTimer(() => void c.sleep(5).then(() => c.set('z', 1)), 50),
    finds: 'context-after-end',
  },
  {
    name: 'a branch that goes on after the end',
    body: (c) => {
      void (async () => {
        await Promise.resolve();
        await c.sleep(20);
        c.set('a', 2);
      })();
    },
  },
  {
    name: 'the context of another invocation',
    body: async (c) => {
      kept.context ??= c;
      await c.sleep(5);
      kept.context.set('a', 1);
    },
    finds: 'context-after-end',
  },
  { name: 'set inside run', body: (c) => c.run('x', () => c.set('a', 1)), finds: 'context-in-run' },
  { name: 'sleep inside run', body: (c) => c.run('x', async () => c.sleep(10)), finds: 'context-in-run' },
  { name: 'run inside run', body: (c) => c.run('x', async () => c.run('y', () => 1)), finds: 'context-in-run' },
  { name: 'get inside run', body: (c) => c.run('x', async () => c.get('a')), finds: 'context-in-run' },
  { name: 'a call inside run', body: (c) => c.run('x', async () => svc(c).part()), finds: 'context-in-run' },
  { name: 'the date inside run', body: (c) => c.run('x', async () => c.date.now()), finds: 'context-in-run' },
  { name: 'ctx.rand inside run', body: (c) => c.run('x', () => c.rand.random()) },
  {
    name: 'a plain promise in a combinator',
    body: (c) => RestatePromise.all([Promise.resolve(1) as never, c.sleep(1)]),
  },
  { name: 'an awakeable raced against a timer', body: (c) => Promise.race([c.awakeable().promise, pause(30)]) },
  {
    name: 'a run raced against a timer',
    body: (c) => Promise.race([c.run('x', () => pause(1_000)), pause(30)]),
  },
  { name: 'a promise that never settles', body: () => new Promise(() => {}) },
  { name: 'a client that is awaited', body: async (c) => svc(c) },
];

/** Forgets the context that the last run has kept. */
export function forget(): void {
  kept.context = undefined;
}
