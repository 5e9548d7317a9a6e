/**
 * Goal: what the guide's decision matrix says about services, objects and workflows is true. Method: one small definition of each
 * kind, run in many random orders, with the process killed at every entry; each row of the table is a test. The last test
 * shows what the table leaves out.
 */
import * as restate from '@restatedev/restate-sdk';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { currencyConverter } from '../../objects/currency-converter.ts';
import { orderWorkflow } from '../../objects/order-workflow.ts';
import { userAccount } from '../../objects/user-account.ts';
import { readDefinitions } from '../../sim/attempt/read-definition.ts';
import { sdkOf } from '../../sim/attempt/sdk-shape.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';

const NAP_MS = 1_000;

const service = restate.service({
  name: 'PlainService',
  handlers: {
    nap: async (ctx: restate.Context): Promise<string> => {
      const drawn = await ctx.run('draw', () => 'drawn');
      await ctx.sleep(NAP_MS);
      return drawn;
    },
  },
});

type Visits = { visits: number };

async function visit(ctx: restate.ObjectContext<Visits>): Promise<number> {
  const visits = ((await ctx.get('visits')) ?? 0) + 1;
  await ctx.sleep(NAP_MS);
  ctx.set('visits', visits);
  return visits;
}

const object = restate.object({
  name: 'PlainObject',
  handlers: {
    visit,
    visits: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<Visits>): Promise<number> => (await ctx.get('visits')) ?? 0,
    ),
  },
});

const workflow = restate.workflow({
  name: 'PlainWorkflow',
  handlers: {
    run: async (ctx: restate.WorkflowContext<Visits>): Promise<string> => {
      ctx.set('visits', ((await ctx.get('visits')) ?? 0) + 1);
      return ctx.promise<string>('go').get();
    },
    status: async (ctx: restate.WorkflowSharedContext<Visits>): Promise<number> => (await ctx.get('visits')) ?? 0,
    go: async (ctx: restate.WorkflowSharedContext<Visits>, word: string): Promise<void> => {
      await ctx.promise<string>('go').resolve(word);
    },
  },
});

const services = [service, object, workflow];

/** The maximum of concurrent invocations of a handler, and of one key if a key is named. */
function mostAtOnce(trace: readonly TraceEvent[], handler: string, key?: string): number {
  const ours = new Set<string>();
  const open = new Set<string>();
  let most = 0;
  for (const event of trace) {
    if (event.type === 'invocation created' && event.target.handler === handler)
      if (key === undefined || event.target.key === key) ours.add(event.invocation);
    if (event.type === 'attempt started' && ours.has(event.invocation)) open.add(event.invocation);
    if (event.type === 'completed') open.delete(event.invocation);
    most = Math.max(most, open.size);
  }
  return most;
}

/** A claim about every order of steps. */
async function inEveryOrder(claim: (sim: Simulation) => Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      await using sim = new Simulation({ services, seed, interleaving: 'random' });
      await claim(sim);
    }),
    { seed: 42, numRuns: 40 },
  );
}

describe('State', () => {
  it('a basic service has none: its context offers none', () => {
    expectTypeOf<restate.Context>().not.toHaveProperty('get');
    expectTypeOf<restate.Context>().not.toHaveProperty('set');
    expectTypeOf<restate.ObjectContext>().toHaveProperty('set');
    expectTypeOf<restate.WorkflowContext>().toHaveProperty('set');
  });

  it('a virtual object has its own for each key', async () => {
    await inEveryOrder(async (sim) => {
      const [ann, bob] = ['ann', 'bob'].map((key) => sim.client.object(object, key));
      await Promise.all([ann?.visit(), bob?.visit(), ann?.visit()]);
      expect(await sim.stateOf(object, 'ann').getAll()).toEqual({ visits: 2 });
      expect(await sim.stateOf(object, 'bob').getAll()).toEqual({ visits: 1 });
    });
  });

  it('a workflow has its own for each instance', async () => {
    await inEveryOrder(async (sim) => {
      const [one, two] = ['w1', 'w2'].map((key) => sim.client.workflow(workflow, key));
      await Promise.all([one?.run.send(), two?.run.send()]);
      await sim.advance('1s');
      expect([await one?.status(), await two?.status()]).toEqual([1, 1]);
    });
  });
});

describe('Concurrency', () => {
  it('a basic service runs any number concurrently', async () => {
    await inEveryOrder(async (sim) => {
      await Promise.all([1, 2, 3].map(() => sim.client.service(service).nap()));
      expect(mostAtOnce(sim.trace, 'nap')).toBe(3);
    });
  });

  it('a virtual object runs one at a time per key, and different keys concurrently', async () => {
    await inEveryOrder(async (sim) => {
      await Promise.all(['ann', 'ann', 'bob', 'bob'].map((key) => sim.client.object(object, key).visit()));
      expect(mostAtOnce(sim.trace, 'visit', 'ann')).toBe(1);
      expect(mostAtOnce(sim.trace, 'visit')).toBe(2);
    });
  });

  it('a workflow runs once per key: a second run is refused', async () => {
    await inEveryOrder(async (sim) => {
      const one = sim.client.workflow(workflow, 'w1');
      await one.run.send();
      await expect(one.run()).rejects.toThrow('already invoked');
      await one.go('x');
      await sim.runToQuiet();
      expect(await one.status()).toBe(1);
      expect(mostAtOnce(sim.trace, 'run')).toBe(1);
    });
  });
});

describe('Durability', () => {
  const POINTS = [0, 1, 2, 3, 4].flatMap((entry) => (['before', 'after'] as const).map((phase) => ({ entry, phase })));

  it('the journal of a service continues: a completed run is not executed again', async () => {
    for (const point of POINTS) {
      await using sim = new Simulation({ services });
      sim.trouble('a', { kind: 'crash', scope: 'process', path: '', attempt: 1, ...point });
      expect(await sim.client.service(service).nap()).toBe('drawn');
      expect(sim.breaches()).toEqual([]);
    }
  });

  it('the state of an object survives the process, and the server', async () => {
    for (const point of POINTS) {
      await using sim = new Simulation({ services });
      const ann = sim.client.object(object, 'ann');
      await ann.visit();
      sim.trouble('b', { kind: 'crash', scope: 'process', path: '', attempt: 1, ...point });
      expect(await ann.visit()).toBe(2);
      sim.crashProcess();
      sim.restartServer();
      expect(await ann.visits()).toBe(2);
    }
  });

  it('the state of a workflow survives the process, and the server', async () => {
    await using sim = new Simulation({ services });
    const one = sim.client.workflow(workflow, 'w1');
    await one.run.send();
    await sim.advance('1s');
    sim.crashProcess();
    sim.restartServer();
    expect(await one.status()).toBe(1);
    await one.go('x');
    await sim.runToQuiet();
    expect(await one.status()).toBe(1);
  });
});

describe('Shared handlers', () => {
  it('a basic service has none: its handlers are all of one kind', () => {
    expect(kindsOf(service)).toEqual({ nap: 'SERVICE' });
  });

  it('those of an object read while another handler holds the lock', async () => {
    await inEveryOrder(async (sim) => {
      const ann = sim.client.object(object, 'ann');
      const busy = ann.visit();
      await sim.advance(NAP_MS / 2);
      expect(await ann.visits()).toBe(0);
      expect(await busy).toBe(1);
      expect(sim.breaches()).toEqual([]);
    });
  });

  it('those of a workflow respond while it runs, and after it has ended', async () => {
    await inEveryOrder(async (sim) => {
      const one = sim.client.workflow(workflow, 'w1');
      await one.run.send();
      await sim.advance('1s');
      expect(await one.status()).toBe(1);
      await one.go('x');
      await sim.runToQuiet();
      expect(await one.status()).toBe(1);
    });
  });
});

describe('Example', () => {
  it('currency conversion is a basic service', () => {
    expect(kindsOf(currencyConverter)).toEqual({ convert: 'SERVICE' });
  });

  it('a user account is a virtual object', () => {
    const never = (): Promise<never> => Promise.reject(new Error('not called'));
    expect(kindsOf(userAccount({ fetch: never, save: never }))).toEqual({ update: 'EXCLUSIVE', profile: 'SHARED' });
  });

  it('order processing is a workflow', () => {
    const never = (): Promise<never> => Promise.reject(new Error('not called'));
    const effects = { reserve: never, release: never, charge: never, refund: never, ship: never };
    expect(kindsOf(orderWorkflow(effects, 1))).toEqual({ run: 'WORKFLOW', approve: 'SHARED', status: 'SHARED' });
  });
});

describe('What the table leaves out', () => {
  it('"sequential per key" does not mean that a failed handler is rolled back: what it has written stays', async () => {
    const tearing = restate.object({
      name: 'Tearing',
      handlers: {
        move: async (ctx: restate.ObjectContext): Promise<void> => {
          ctx.set('from', 0);
          await ctx.sleep(NAP_MS);
          throw new restate.TerminalError('and now it fails');
        },
      },
    });
    await using sim = new Simulation({ services: [tearing] });
    await expect(sim.client.object(tearing, 'k').move()).rejects.toThrow('and now it fails');
    expect(await sim.stateOf(tearing, 'k').getAll()).toEqual({ from: 0 });
  });
});

function kindsOf(definition: { readonly name: string }): Record<string, string> {
  const kinds: Record<string, string> = {};
  for (const [name, { kind }] of readDefinitions([definition], sdkOf([definition])).get(definition.name)?.handlers ??
    [])
    kinds[name] = kind;
  return kinds;
}
