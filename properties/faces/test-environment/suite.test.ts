import * as restate from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// All that a suite for containers has to change:
// import { RestateTestEnvironment } from '@restatedev/restate-sdk-testcontainers';
import { RestateTestEnvironment } from '../../../sim/index.ts';

type State = { count: number; note: string };

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext<State>, by: number): Promise<number> => {
      const count = ((await ctx.get('count')) ?? 0) + by;
      ctx.set('count', count);
      return count;
    },
    nap: async (ctx: restate.ObjectContext<State>): Promise<string> => {
      await ctx.sleep(30);
      ctx.set('note', 'slept');
      return 'slept';
    },
    fail: async (_ctx: restate.ObjectContext<State>): Promise<void> => {
      throw new Error('always');
    },
    refuse: async (_ctx: restate.ObjectContext<State>): Promise<void> => {
      throw new restate.TerminalError('never', { errorCode: 418 });
    },
  },
});

const greeter = restate.service({
  name: 'Greeter',
  handlers: {
    later: async (ctx: restate.Context, key: string): Promise<void> => {
      ctx.objectSendClient(counter, key).add(7);
    },
  },
});

// The same suite everywhere; two modes, as suites for containers have them.
describe.each([
  { engine: 'sim', alwaysReplay: false },
  { engine: 'sim', alwaysReplay: true },
  { engine: 'server', alwaysReplay: false },
  { engine: 'server', alwaysReplay: true },
] as const)('a suite on $engine, alwaysReplay $alwaysReplay', ({ engine, alwaysReplay }) => {
  let environment: RestateTestEnvironment;
  let ingress: clients.Ingress;

  beforeAll(async () => {
    environment = await RestateTestEnvironment.start({
      services: [counter, greeter],
      engine,
      alwaysReplay,
      disableRetries: true,
      storage: 'memory',
    });
    ingress = clients.connect({ url: environment.baseUrl() });
  });
  afterAll(() => environment.stop());

  it('calls handlers', async () => {
    const ann = ingress.objectClient(counter, 'ann');
    expect(await ann.add(2)).toBe(2);
    expect(await ann.add(3)).toBe(5);
    expect(await ann.nap()).toBe('slept');
  });

  it('reads and sets typed state', async () => {
    const state = environment.stateOf<State>(counter, 'bob');
    expect(await state.get('count')).toBeNull();
    await state.set('count', 40);
    expect(await ingress.objectClient(counter, 'bob').add(2)).toBe(42);
    expect(await state.getAll()).toEqual({ count: 42 });
    await state.setAll({ count: 1, note: 'new' });
    await expect.poll(() => state.getAll()).toEqual({ count: 1, note: 'new' });
  });

  it('sends, and attaches', async () => {
    const sent = await ingress
      .objectSendClient(counter, 'cid')
      .nap(clients.rpc.sendOpts({ delay: 20, idempotencyKey: 'nap' }));
    expect(await ingress.result(sent)).toBe('slept');
  });

  it('goes on by itself with what was sent', async () => {
    await ingress.serviceClient(greeter).later('dee');
    await expect.poll(() => environment.stateOf<State>(counter, 'dee').get('count')).toBe(7);
  });

  it('lets time pass that the test waits by itself', async () => {
    await ingress.objectSendClient(counter, 'eve').nap();
    await new Promise((resolve) => {
      // As a suite for containers waits.
      setTimeout(resolve, 400);
    });
    await expect.poll(() => environment.stateOf<State>(counter, 'eve').get('note')).toBe('slept');
  });

  it('shows failures at once', async () => {
    await expect(ingress.objectClient(counter, 'fay').refuse()).rejects.toThrow('never');
    await expect(ingress.objectClient(counter, 'fay').fail()).rejects.toThrow(/always/);
  });
});

describe('an environment', () => {
  it('takes its engine from a variable only where it is one', async () => {
    const before = process.env['RESTATE_SIM_ENGINE'];
    process.env['RESTATE_SIM_ENGINE'] = 'docker';
    try {
      await expect(RestateTestEnvironment.start({ services: [counter] })).rejects.toThrow(
        'RESTATE_SIM_ENGINE is sim or server, not "docker".',
      );
    } finally {
      if (before === undefined) delete process.env['RESTATE_SIM_ENGINE'];
      else process.env['RESTATE_SIM_ENGINE'] = before;
    }
  });

  it('says what to do without an admin API', async () => {
    await using environment = await RestateTestEnvironment.start({ services: [counter] });
    expect(() => environment.adminAPIBaseUrl()).toThrow(/A simulation has no admin API; use stateOf/);
  });
});
