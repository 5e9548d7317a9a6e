/**
 * Goal: what the guide says about keys is shown to be true, or to need a condition. Method: the smallest service or object for each
 * line, and what a client sees of it. `objects/PRACTICES.md` names these tests.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { compositeKey, hashKey, hierarchicalKey } from '../../../objects/keys.ts';
import { namedRecord } from '../../../objects/named-record.ts';
import { Simulation } from '../../../sim/simulation/simulation.ts';

type Visits = { visits: number };

const visitor = restate.object({
  name: 'Visitor',
  handlers: {
    visit: async (ctx: restate.ObjectContext<Visits>): Promise<number> => {
      const visits = ((await ctx.get('visits')) ?? 0) + 1;
      ctx.set('visits', visits);
      return visits;
    },
    look: async (ctx: restate.ObjectContext<Visits>): Promise<number> => (await ctx.get('visits')) ?? 0,
    forget: async (ctx: restate.ObjectContext<Visits>): Promise<void> => {
      ctx.clear('visits');
    },
  },
});

/** A service that visits on behalf of a user, with a key that is made in the given way. */
function front(keyOf: (ctx: restate.Context, user: string) => string) {
  return restate.service({
    name: 'Front',
    handlers: {
      enter: async (ctx: restate.Context, user: string): Promise<number> => {
        const visits = await ctx.objectClient(visitor, keyOf(ctx, user)).visit();
        await ctx.sleep(1);
        return visits;
      },
    },
  });
}

describe('a key that is generated', () => {
  it('makes a replay call another object, when it comes from outside the journal', async () => {
    let made = 0;
    const service = front(() => `key ${++made}`);
    await using sim = new Simulation({ services: [service, visitor] });
    sim.trouble('a', { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 2, phase: 'before' });
    await sim.client.service(service).enter.send('ann');
    await sim.advance('10s');
    expect(sim.trace.some((event) => event.type === 'attempt failed' && event.mismatch !== undefined)).toBe(true);
  });

  it('splits one entity into several objects, even when it is journaled', async () => {
    const service = front((ctx) => ctx.rand.uuidv4());
    await using sim = new Simulation({ services: [service, visitor] });
    expect([await sim.client.service(service).enter('ann'), await sim.client.service(service).enter('ann')]).toEqual([
      1, 1,
    ]);
  });

  it('is the same each time when it is made from business data', async () => {
    const service = front((_ctx, user) => compositeKey('user', user));
    await using sim = new Simulation({ services: [service, visitor] });
    expect([await sim.client.service(service).enter('ann'), await sim.client.service(service).enter('ann')]).toEqual([
      1, 2,
    ]);
  });
});

it('leaves its state behind when an entity is given another key', async () => {
  await using sim = new Simulation({ services: [visitor] });
  await sim.client.object(visitor, 'ann@old.example').visit();
  expect(await sim.client.object(visitor, 'ann@new.example').visit()).toBe(1);
});

describe('the content of a key', () => {
  it('is visible to everyone who sees the journal', async () => {
    await using sim = new Simulation({ services: [visitor] });
    await sim.client.object(visitor, 'ssn-078-05-1120').visit();
    expect(JSON.stringify(sim.trace)).toContain('ssn-078-05-1120');
  });

  it('is not hidden by a hash from a client that can guess it', async () => {
    const name = 'ssn-078-05-1120';
    await using sim = new Simulation({ services: [namedRecord] });
    await sim.client.object(namedRecord, hashKey(name)).put({ name, value: 'a' });
    const guesses = ['ssn-078-05-1119', 'ssn-078-05-1120'].map((guess) =>
      sim.client.object(namedRecord, hashKey(guess)),
    );
    expect(await guesses[1]?.find()).toEqual({ name, value: 'a' });
    await expect(guesses[0]?.find()).rejects.toThrow('nothing is recorded');
  });
});

describe('many keys', () => {
  it('are what objects are made for: a thousand keys are a thousand objects, which do not wait for each other', async () => {
    await using sim = new Simulation({ services: [visitor] });
    const keys = Array.from({ length: 1_000 }, (_, index) => `user-${index}`);
    expect(new Set(await Promise.all(keys.map((key) => sim.client.object(visitor, key).visit())))).toEqual(
      new Set([1]),
    );
    expect(sim.trace.filter(({ type }) => type === 'queued')).toEqual([]);
  });

  it('cost nothing once their state is cleared', async () => {
    await using sim = new Simulation({ services: [visitor] });
    const ann = sim.client.object(visitor, 'ann');
    await ann.look();
    expect(await sim.stateOf(visitor, 'ann').getAll()).toEqual({});
    await ann.visit();
    expect(await sim.stateOf(visitor, 'ann').getAll()).toEqual({ visits: 1 });
    await ann.forget();
    expect(await sim.stateOf(visitor, 'ann').getAll()).toEqual({});
  });
});

describe('the load', () => {
  it('is spread over the partitions whatever keys look like, because their hash decides', async () => {
    await using sim = new Simulation({ services: [visitor] });
    const counts = new Map<number, number>();
    for (let project = 0; project < 2_400; project++) {
      const partition = sim.server.partitions.of(`Visitor/${hierarchicalKey('acme', 'eng', `project-${project}`)}`);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.max(...counts.values())).toBeLessThan(200);
  });

  it('of one key that all clients use is not spread: they wait in one queue', async () => {
    await using sim = new Simulation({ services: [visitor], interleaving: 'random' });
    await Promise.all(Array.from({ length: 20 }, () => sim.client.object(visitor, 'all').visit()));
    const ahead = sim.trace.flatMap((event) => (event.type === 'queued' ? [event.ahead] : []));
    expect(Math.max(...ahead)).toBeGreaterThan(5);
  });
});
