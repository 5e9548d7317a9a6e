/**
 * Goal: what the guide claims about state, limits and speed is shown to be true, or to need a condition. Method: our objects are
 * compared with the alternatives, and effects are counted. `objects/PRACTICES.md` names these tests.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { processedOrder } from '../../../objects/process-order.ts';
import { rateLimiter } from '../../../objects/rate-limiter.ts';
import { userAccount, userService } from '../../../objects/user-account.ts';
import { databaseOf, profileTable, type Query } from '../../../scenarios/profile-database.ts';
import { effect } from '../../../sim/simulation/scenario/effect.ts';
import { Simulation } from '../../../sim/simulation/simulation.ts';

/** The requests to the database. */
function queriesIn(sim: Pick<Simulation, 'trace'>): string[] {
  return sim.trace.flatMap((event) =>
    event.type === 'effect began' ? [Object.keys(event.input as Query)[0] ?? ''] : [],
  );
}

const profiles = profileTable((row, there) => row.version === (there?.version ?? 0) + 1);
const nowhere = databaseOf({ profiles: () => Promise.reject(new Error('There is no database outside a run.')) });
const [account, service] = [userAccount(nowhere), userService(nowhere)];

describe('the load of a database', () => {
  it('is lower for an object: it reads once, and serves readers from its state', async () => {
    await using sim = new Simulation({
      services: (effects) => [userAccount(databaseOf(effects))],
      effects: { profiles },
    });
    const ann = sim.client.object(account, 'ann');
    for (const name of ['a', 'b', 'c']) await ann.update({ name });
    for (let read = 0; read < 10; read++) await ann.profile();
    expect(queriesIn(sim)).toEqual(['fetch', 'save', 'save', 'save']);
  });

  it('is as high as before where every change is written through', async () => {
    await using sim = new Simulation({
      services: (effects) => [userService(databaseOf(effects))],
      effects: { profiles },
    });
    for (const name of ['a', 'b', 'c']) await sim.client.service(service).update({ userId: 'ann', name });
    expect(queriesIn(sim).filter((query) => query === 'save').length).toBe(3);
    expect(queriesIn(sim).filter((query) => query === 'fetch').length).toBe(3);
  });

  it('is none where the state of the object is the only storage', async () => {
    await using sim = new Simulation({ services: [processedOrder] });
    const order = sim.client.object(processedOrder, 'o1');
    await order.open();
    await order.process({ id: 'u1', note: 'n' });
    expect(queriesIn(sim)).toEqual([]);
    expect((await order.record()).version).toBe(1);
  });
});

describe('a limit', () => {
  const LIMITS = { capacity: 2, refillPerSecond: 0 };

  it('of each user is not used up by another', async () => {
    await using sim = new Simulation({ services: [rateLimiter] });
    const [loud, quiet] = ['user:loud', 'user:quiet'].map((key) => sim.client.object(rateLimiter, key));
    await loud?.initialize(LIMITS);
    await quiet?.initialize(LIMITS);
    for (let request = 0; request < 5; request++) await loud?.check({ tokens: 1 });
    expect((await quiet?.check({ tokens: 1 }))?.allowed).toBe(true);
  });

  it('of all users together is used up by the most active one', async () => {
    await using sim = new Simulation({ services: [rateLimiter] });
    const all = sim.client.object(rateLimiter, 'all');
    await all.initialize(LIMITS);
    for (let request = 0; request < 5; request++) await all.check({ tokens: 1 });
    expect((await all.check({ tokens: 1 })).allowed).toBe(false);
  });

  it('that is kept outside counts a request twice when the process dies before the result is stored', async () => {
    const counter = effect({
      state: (): { used: number } => ({ used: 0 }),
      apply: (state, _user: string) => ++state.used,
      troubles: { fails: false, losesAnswer: false },
    });
    const asking = (count: (user: string) => Promise<number>) =>
      restate.service({
        name: 'Gate',
        handlers: {
          enter: (ctx: restate.Context, user: string): Promise<number> => ctx.run('count', () => count(user)),
        },
      });
    await using sim = new Simulation({ services: ({ count }) => [asking(count)], effects: { count: counter } });
    sim.trouble('a', { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 1, phase: 'inside' });
    await sim.client.service(asking(() => Promise.resolve(0))).enter('ann');
    expect(sim.stateOfEffect('count')).toEqual({ used: 2 });
  });

  it('that is an object counts it once, at whichever entry the process dies', async () => {
    for (const entry of [0, 1, 2, 3, 4])
      for (const phase of ['before', 'inside', 'after'] as const) {
        await using sim = new Simulation({ services: [rateLimiter] });
        const ann = sim.client.object(rateLimiter, 'ann');
        await ann.initialize({ capacity: 5, refillPerSecond: 0 });
        sim.trouble('b', { kind: 'crash', scope: 'process', path: '', attempt: 1, entry, phase });
        await ann.check({ tokens: 1 });
        expect((await ann.status()).remaining).toBe(4);
      }
  });
});

describe('a model that answers differently each time', () => {
  const STEPS = ['left', 'right'] as const;

  /** Does what the model answers, and is replayed at each await. */
  async function obeying(ask: (ctx: restate.Context, model: () => string) => Promise<string>) {
    let asked = 0;
    const model = (): string => STEPS[asked++ % STEPS.length] ?? '';
    const walker = restate.service({
      name: 'Walker',
      handlers: {
        walk: async (ctx: restate.Context): Promise<string> => {
          const way = await ask(ctx, model);
          await ctx.run(way, () => undefined);
          await ctx.sleep(1_000);
          return way;
        },
      },
    });
    await using sim = new Simulation({ services: [walker], alwaysReplay: true });
    const { invocationId } = await sim.client.service(walker).walk.send();
    await sim.advance('10s');
    const mismatch = sim.trace.some((event) => event.type === 'attempt failed' && event.mismatch !== undefined);
    if (mismatch) sim.kill(invocationId);
    return { asked, mismatch };
  }

  it('makes the handler diverge on replay when it is called outside of a run', async () => {
    expect(await obeying((_, model) => Promise.resolve(model()))).toMatchObject({ mismatch: true });
  });

  it('is called once, and its answer is used, when it is called inside of one', async () => {
    expect(await obeying((ctx, model) => ctx.run('ask', model))).toEqual({ asked: 1, mismatch: false });
  });
});

describe('state', () => {
  type Fields = { one: number; two: number };
  const keeper = restate.object({
    name: 'Keeper',
    handlers: {
      put: async (ctx: restate.ObjectContext<Fields>, value: number): Promise<void> => {
        ctx.set('one', value);
        ctx.set('two', value);
      },
      get: async (ctx: restate.ObjectContext<Fields>): Promise<readonly (number | null)[]> => [
        await ctx.get('one'),
        await ctx.get('two'),
      ],
      clearOne: async (ctx: restate.ObjectContext<Fields>): Promise<void> => {
        ctx.clear('one');
      },
      clearAll: async (ctx: restate.ObjectContext<Fields>): Promise<void> => {
        ctx.clearAll();
      },
      putAndPause: async (ctx: restate.ObjectContext<Fields>, value: number): Promise<void> => {
        ctx.set('one', value);
        await ctx.sleep(1_000);
        ctx.set('two', value);
      },
      glance: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<Fields>): Promise<readonly (number | null)[]> => [
          await ctx.get('one'),
          await ctx.get('two'),
        ],
      ),
    },
  });

  it('is there in the next call, is changed by set, and is removed by clear and clearAll', async () => {
    await using sim = new Simulation({ services: [keeper], alwaysReplay: true });
    const one = sim.client.object(keeper, 'k');
    expect(await one.get()).toEqual([null, null]);
    await one.put(1);
    expect(await one.get()).toEqual([1, 1]);
    await one.clearOne();
    expect(await one.get()).toEqual([null, 1]);
    await one.clearAll();
    expect(await one.get()).toEqual([null, null]);
  });

  it('is not transactional: a reader sees half of a change, and a kill leaves half of it', async () => {
    await using sim = new Simulation({ services: [keeper] });
    const one = sim.client.object(keeper, 'k');
    await one.put(1);
    const { invocationId } = await one.putAndPause.send(2);
    await sim.advance(500);
    expect(await one.glance()).toEqual([2, 1]);
    sim.kill(invocationId);
    await sim.runToQuiet();
    expect(await one.get()).toEqual([2, 1]);
  });
});
