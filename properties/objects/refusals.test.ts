/**
 * Goal: what the guide's table wants refused is refused with a terminal error, by every handler, and changes nothing. Method:
 * each bad request is sent to real objects in a simulation; the state before and after must be the same, at the same time.
 */
import { describe, expect, it } from 'vitest';
import { aiAgent } from '../../objects/ai-agent.ts';
import { bankAccount } from '../../objects/bank-account.ts';
import { gameSession } from '../../objects/game-session.ts';
import { inventory } from '../../objects/inventory.ts';
import { hashKey } from '../../objects/keys.ts';
import { namedRecord } from '../../objects/named-record.ts';
import { rateLimiter } from '../../objects/rate-limiter.ts';
import { slidingWindowLimiter } from '../../objects/sliding-window-limiter.ts';
import { tenantCounter, tenantTotal } from '../../objects/tenant-counter.ts';
import { tenantResource } from '../../objects/tenant-resource.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';

// NaN and infinity are `null` in JSON, which is how they arrive.
const BAD_AMOUNTS: readonly unknown[] = [-1, 0, NaN, Infinity, 0.5, 2 ** 53, '5', null, {}];

describe('an amount', () => {
  it.each(BAD_AMOUNTS.map((amount) => [amount as never]))(
    'of %j is refused by credit, debit and transfer',
    async (amount) => {
      await using sim = new Simulation({ services: [bankAccount] });
      const ann = sim.client.object(bankAccount, 'ann');
      await ann.credit(100);
      const before = await sim.stateOf(bankAccount, 'ann').getAll();
      for (const request of [
        () => ann.credit(amount),
        () => ann.debit(amount),
        () => ann.transfer({ to: 'bob', amount }),
      ])
        await expect(request()).rejects.toMatchObject({ code: 400 });
      await sim.runToQuiet();
      expect(await sim.stateOf(bankAccount, 'ann').getAll()).toEqual(before);
      expect(await sim.stateOf(bankAccount, 'bob').getAll()).toEqual({});
    },
  );

  it('of the whole balance is paid, and of one cent more is refused', async () => {
    await using sim = new Simulation({ services: [bankAccount] });
    const ann = sim.client.object(bankAccount, 'ann');
    await ann.credit(100);
    await expect(ann.debit(101)).rejects.toMatchObject({ code: 402 });
    await expect(ann.transfer({ to: 'bob', amount: 101 })).rejects.toMatchObject({ code: 402 });
    expect(await ann.debit(100)).toEqual({ balance: 0 });
  });
});

describe('a token bucket', () => {
  const bucket = async (refillPerSecond: number) => {
    const sim = new Simulation({ services: [rateLimiter] });
    const limiter = sim.client.object(rateLimiter, 'ann');
    await limiter.initialize({ capacity: 3, refillPerSecond });
    return { sim, limiter };
  };

  it('that was never initialized is a clear error, at once', async () => {
    await using sim = new Simulation({ services: [rateLimiter] });
    const limiter = sim.client.object(rateLimiter, 'unknown');
    const start = sim.now;
    await expect(limiter.check({ tokens: 1 })).rejects.toMatchObject({ code: 404 });
    await expect(limiter.status()).rejects.toMatchObject({ code: 404 });
    expect(sim.now).toBe(start);
  });

  it.each([0, -2, 0.5, NaN, '1', null].map((tokens) => [tokens as never]))(
    'refuses a request for %j tokens',
    async (tokens) => {
      const { sim, limiter } = await bucket(1);
      await using _ = sim;
      await expect(limiter.check({ tokens })).rejects.toMatchObject({ code: 400 });
      expect(await limiter.status()).toMatchObject({ remaining: 3 });
    },
  );

  it('says that no wait helps for more than its capacity', async () => {
    const { sim, limiter } = await bucket(1);
    await using _ = sim;
    await expect(limiter.check({ tokens: 4 })).rejects.toThrow('4 tokens can never be had: the capacity is 3');
  });

  it('returns no wait at a rate of zero, and the exact one otherwise', async () => {
    const never = await bucket(0);
    await using _never = never.sim;
    await never.limiter.check({ tokens: 3 });
    expect(await never.limiter.check({ tokens: 1 })).toMatchObject({ allowed: false, retryAfterMs: null });
    const slow = await bucket(0.4);
    await using _slow = slow.sim;
    await slow.limiter.check({ tokens: 3 });
    expect(await slow.limiter.check({ tokens: 1 })).toMatchObject({ allowed: false, retryAfterMs: 2_500 });
    await slow.sim.advance(2_499);
    expect(await slow.limiter.check({ tokens: 1 })).toMatchObject({ allowed: false, retryAfterMs: 1 });
    await slow.sim.advance(1);
    expect(await slow.limiter.check({ tokens: 1 })).toMatchObject({ allowed: true });
  });

  it.each([
    [{ capacity: 0, refillPerSecond: 1 }],
    [{ capacity: 1.5, refillPerSecond: 1 }],
    [{ capacity: 1, refillPerSecond: -1 }],
    [{ capacity: 1, refillPerSecond: NaN }],
  ])('is not initialized with %j', async (config) => {
    await using sim = new Simulation({ services: [rateLimiter] });
    await expect(sim.client.object(rateLimiter, 'ann').initialize(config)).rejects.toMatchObject({ code: 400 });
  });
});

it('a window that was never configured is a clear error, at once', async () => {
  await using sim = new Simulation({ services: [slidingWindowLimiter] });
  await expect(sim.client.object(slidingWindowLimiter, 'unknown').check()).rejects.toMatchObject({ code: 404 });
});

describe('the key of a resource', () => {
  it.each(['disk', 'acme:disk:1', ':disk', 'acme:', 'acme:\ndisk', `acme:${'x'.repeat(300)}`])(
    'is not %j, which is refused with a terminal error',
    async (key) => {
      await using sim = new Simulation({ services: [tenantResource] });
      await expect(sim.client.object(tenantResource, key).setQuota({ units: 5 })).rejects.toMatchObject({ code: 400 });
      expect(await sim.stateOf(tenantResource, key).getAll()).toEqual({});
    },
  );
});

describe('a handler that is for other objects only', () => {
  const services = [aiAgent, bankAccount, gameSession, inventory, tenantCounter, tenantTotal];

  it.each([
    'AIAgent/ann/ask',
    'AIAgent/ann/reply',
    'AIAgent/ann/withdraw',
    'BankAccount/ann/receive',
    'BankAccount/ann/settle',
    'BankAccount/ann/forget',
    'GameSession/g1/timeUp',
    'Inventory/pen/expire',
    'TenantTotal/acme/report',
  ])('cannot be reached from outside: %s', async (path) => {
    await using sim = new Simulation({ services });
    const response = await sim.fetch(`http://anywhere/${path}`, { method: 'POST', body: '{}' });
    expect({ status: response.status, body: await response.text() }).toEqual({
      status: 400,
      body: expect.stringContaining('not public') as string,
    });
  });
});

describe('a key that does not fit', () => {
  it('is refused by every handler of a counter', async () => {
    await using sim = new Simulation({ services: [tenantCounter, tenantTotal] });
    const counter = sim.client.object(tenantCounter, 'a:b:c');
    for (const request of [() => counter.add({ by: 1 }), () => counter.reset(), () => counter.value()])
      await expect(request()).rejects.toMatchObject({ code: 400 });
  });

  it('is refused by every handler of a record that is given a name', async () => {
    await using sim = new Simulation({ services: [namedRecord] });
    const record = sim.client.object(namedRecord, hashKey('contract 1'));
    const kept = await record.put({ name: 'contract 1', value: 'signed' });
    await expect(record.put({ name: 'contract 2', value: 'open' })).rejects.toMatchObject({ code: 400 });
    await expect(record.remove({ name: 'contract 2' })).rejects.toMatchObject({ code: 400 });
    expect(await record.find()).toEqual(kept);
  });
});

describe('a request over the limit', () => {
  const written = ({ trace }: Pick<Simulation, 'trace'>): number =>
    trace.filter((event) => event.type === 'appended' && event.command.type === 'SetState').length;

  it('costs a token bucket no write', async () => {
    await using sim = new Simulation({ services: [rateLimiter] });
    const limiter = sim.client.object(rateLimiter, 'ann');
    await limiter.initialize({ capacity: 1, refillPerSecond: 0 });
    for (const allowed of [true, false, false]) expect((await limiter.check({ tokens: 1 })).allowed).toBe(allowed);
    expect(written(sim)).toBe(2);
  });

  it('costs a sliding window no write', async () => {
    await using sim = new Simulation({ services: [slidingWindowLimiter] });
    const limiter = sim.client.object(slidingWindowLimiter, 'ann');
    await limiter.configure({ limit: 1, windowMs: 1_000 });
    for (const allowed of [true, false, false]) expect((await limiter.check()).allowed).toBe(allowed);
    expect(written(sim)).toBe(2);
  });
});
