import type { CallOptions, CallTarget } from '../deployments/hands.ts';
import { strict, type Body } from '../deployments/services-of.ts';
import type { Json } from '../json.ts';
import type { Change } from './change.ts';

/** A call, then an awakeable; results in what the call did. */
function calls(to: CallTarget, parameter: Json | object, more: CallOptions = {}): Body {
  return async ({ call, awakeable }) => {
    const result = await call(to, parameter as Json, more);
    await awakeable();
    return result;
  };
}

function sends(delay?: number): Body {
  return async ({ send, awakeable }) => {
    send(['Callee', 'echo'], 1, delay === undefined ? {} : { delay });
    await awakeable();
    return 1;
  };
}

/** Changes of calls and sends. */
export const messageChanges: readonly Change[] = [
  {
    name: 'call-other-handler',
    v1: calls(['Callee', 'echo'], 1),
    v2: calls(['Callee', 'echo2'], 1),
    inPlace: 'paused: 570 handler_name: echo != echo2',
  },
  {
    name: 'call-other-service',
    v1: calls(['Callee', 'echo'], 1),
    v2: calls(['Callee2', 'echo'], 1),
    inPlace: 'paused: 570 service_name: Callee != Callee2',
  },
  {
    name: 'call-other-key',
    v1: calls(['CalleeO', 'echo', 'k1'], 1),
    v2: calls(['CalleeO', 'echo', 'tenant/k1'], 1),
    inPlace: 'paused: 570 key: k1 != tenant/k1',
  },
  {
    name: 'call-param-field-added',
    v1: calls(['Callee', 'echo'], { id: 1 }),
    v2: calls(['Callee', 'echo'], { id: 1, source: 'web' }),
    inPlace: `paused: 570 parameter: '{"id":1}' != '{"id":1,"source":"web"}'`,
  },
  {
    name: 'call-param-field-order',
    v1: calls(['Callee', 'echo'], { id: 1, q: 2 }),
    v2: calls(['Callee', 'echo'], { q: 2, id: 1 }),
    inPlace: `paused: 570 parameter: '{"id":1,"q":2}' != '{"q":2,"id":1}'`,
  },
  {
    name: 'call-param-undefined-field',
    v1: calls(['Callee', 'echo'], { id: 1 }),
    v2: calls(['Callee', 'echo'], { id: 1, note: undefined }),
    inPlace: 'completed {"id":1}',
  },
  {
    name: 'call-to-send',
    v1: calls(['Callee', 'echo'], 1),
    v2: sends(),
    inPlace: "paused: 570 now 'one way call/send', journal 'call' at 1",
  },
  {
    name: 'send-to-call',
    v1: sends(),
    v2: calls(['Callee', 'echo'], 1),
    inPlace: "paused: 570 now 'call', journal 'one way call/send' at 1",
  },
  {
    name: 'call-idempotency-key-added',
    v1: calls(['Callee', 'echo'], 1),
    v2: calls(['Callee', 'echo'], 1, { idempotencyKey: 'x' }),
    inPlace: 'paused: 570 idempotency_key: <empty> != x',
  },
  {
    name: 'call-header-added',
    v1: calls(['Callee', 'echo'], 1),
    v2: calls(['Callee', 'echo'], 1, { headers: { tenant: 't' } }),
    inPlace: 'paused: 570 headers:  != tenant: t',
  },
  {
    name: 'call-name-added',
    v1: calls(['Callee', 'echo'], 1),
    v2: calls(['Callee', 'echo'], 1, { name: 'ask' }),
    inPlace: 'paused: 570 name:  != ask',
  },
  {
    name: 'call-result-serde-strict',
    v1: calls(['Callee', 'echo'], { n: 1 }),
    v2: calls(['Callee', 'echo'], { n: 1 }, { outputSerde: strict }),
    inPlace:
      'paused: 500 Standard schema validation failed: | * (at /currency) Invalid input: expected string, received undefined',
  },
  { name: 'send-delay-changed', v1: sends(60_000), v2: sends(100), inPlace: 'completed 1' },
  { name: 'send-delay-removed', v1: sends(60_000), v2: sends(), inPlace: 'completed 1' },
  {
    name: 'loop-order',
    v1: async ({ send, awakeable }) => {
      for (const item of ['x', 'y']) send(['Callee', 'echo'], item);
      await awakeable();
      return 1;
    },
    v2: async ({ send, awakeable }) => {
      for (const item of ['y', 'x']) send(['Callee', 'echo'], item);
      await awakeable();
      return 1;
    },
    inPlace: `paused: 570 parameter: '"x"' != '"y"'`,
  },
  {
    name: 'rand-extra-draw',
    v1: async ({ ctx, call, awakeable }) => {
      await call(['Callee', 'echo'], ctx.rand.uuidv4());
      await awakeable();
      return 1;
    },
    v2: async ({ ctx, call, awakeable }) => {
      ctx.rand.uuidv4();
      await call(['Callee', 'echo'], ctx.rand.uuidv4());
      await awakeable();
      return 1;
    },
    inPlace: `paused: 570 parameter: '"UUID"' != '"UUID"'`,
  },
  {
    name: 'rand-extra-draw-silent',
    v1: async ({ ctx, run, awakeable }) => {
      const id = ctx.rand.uuidv4();
      await run('insert', id);
      await awakeable();
      return id;
    },
    v2: async ({ ctx, run, awakeable }) => {
      ctx.rand.random();
      const id = ctx.rand.uuidv4();
      const stored = await run('insert', id);
      await awakeable();
      return { same: id === stored };
    },
    inPlace: 'completed {"same":false}',
  },
  {
    name: 'cancel-mode',
    v1: calls(['Callee', 'echo'], 1),
    options: { v2: { explicitCancellation: true } },
    inPlace: 'completed 1',
  },
];
