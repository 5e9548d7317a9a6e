import { rpc } from '@restatedev/restate-sdk';
import { svc, type Misuse } from './misuse.ts';

/** Arguments of other types than declared: nothing checks them at run time. */
export const ARGUMENTS: readonly Misuse[] = [
  { name: 'run without a function', body: (c) => c.run('x', undefined as never) },
  { name: 'run of a number', body: (c) => c.run(5 as never) },
  { name: 'run with a number as its name', body: (c) => c.run(5 as never, () => 1) },
  { name: 'run with options and no name', body: (c) => c.run((() => 1) as never, { maxRetryAttempts: 3 } as never) },
  ...[NaN, -5, Infinity, '5', null, { x: 1 }, 1e20].map((duration) => ({
    name: `sleep of ${typeof duration === 'number' ? duration : JSON.stringify(duration)}`,
    body: (c: Parameters<Misuse['body']>[0]) => c.sleep(duration as never),
  })),
  { name: 'sleep with a number as its name', body: (c) => c.sleep(1, 5 as never) },
  { name: 'orTimeout of NaN', body: (c) => c.sleep(5).orTimeout(NaN) },
  {
    name: 'an awakeable rejected with a number',
    body: async (c) => {
      const { id, promise } = c.awakeable();
      c.rejectAwakeable(id, 5 as never);
      return promise;
    },
    finds: 'malformed-failure',
  },
  {
    name: 'an awakeable rejected with a plain error',
    body: async (c) => {
      const { id, promise } = c.awakeable();
      c.rejectAwakeable(id, new Error('plain') as never);
      return promise;
    },
    finds: 'malformed-failure',
  },
  {
    name: 'an awakeable rejected with undefined',
    body: async (c) => {
      const { id, promise } = c.awakeable();
      c.rejectAwakeable(id, undefined as never);
      return promise;
    },
  },
  { name: 'an unknown awakeable', body: (c) => c.resolveAwakeable('nonsense', 5) },
  { name: 'attach to an unknown invocation', body: (c) => c.attach('nonsense' as never) },
  {
    name: 'a call of an unknown service',
    body: (c) => (c.serviceClient({ name: 'Unknown' } as never) as ReturnType<typeof svc>).part(),
  },
  { name: 'a call with three arguments', body: (c) => svc(c).part(1, 2, 3) },
  { name: 'a call with plain options', body: (c) => svc(c).part(1, { idempotencyKey: 'a' }) },
  { name: 'a number as the idempotency key', body: (c) => svc(c).part(1, rpc.opts({ idempotencyKey: 5 as never })) },
  { name: 'an empty idempotency key', body: (c) => svc(c).part(1, rpc.opts({ idempotencyKey: '' })) },
  {
    name: 'null for options of a call',
    body: (c) => svc(c).part(1, rpc.opts({ idempotencyKey: null, headers: null, name: null } as never)),
  },
  { name: 'a number in the headers', body: (c) => svc(c).part(1, rpc.opts({ headers: { a: 5 as never } })) },
  { name: 'a client of null', body: (c) => c.serviceClient(null as never) },
  { name: 'a generic call of null', body: (c) => c.genericCall(null as never) },
  {
    name: 'a number as an object key',
    body: (c) => (c.objectClient({ name: 'Obj' } as never, 5 as never) as ReturnType<typeof svc>).part(),
  },
  { name: 'set without a name', body: (c) => c.set(undefined as never, 1) },
  {
    name: 'an empty scope',
    body: (c) => (c.scope('').serviceClient({ name: 'Svc' } as never) as ReturnType<typeof svc>).part(1),
  },
  {
    name: 'an empty limit key',
    body: (c) =>
      (c.scope('s').serviceClient({ name: 'Svc' } as never) as ReturnType<typeof svc>).part(
        1,
        rpc.opts({ limitKey: '' }),
      ),
  },
];
