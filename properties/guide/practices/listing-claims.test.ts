/**
 * Goal: what comments in the guide's listings claim about their own lines is shown to be false, or to need a condition. Method: the
 * listings as published, compared with our objects. `objects/PRACTICES.md` names these tests.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import type { Missing } from '../../../objects/as-published/go.ts';
import { rateLimiter as published } from '../../../objects/as-published/rate-limiter.ts';
import { userAccount } from '../../../objects/as-published/user-account.ts';
import { bankAccount } from '../../../objects/bank-account.ts';
import { rateLimiter } from '../../../objects/rate-limiter.ts';
import { profileDB, profiles, type Query } from '../../../scenarios/as-published/database.ts';
import type { Trouble } from '../../../sim/simulation/faults/plan.ts';
import { Simulation } from '../../../sim/simulation/simulation.ts';

describe('the current time', () => {
  const dies: Trouble = { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 2, phase: 'before' };

  it('that a closure assigns is the year 1 in a replay: the bucket loses three centuries of refill', async () => {
    const limiter = published('zero value');
    await using sim = new Simulation({ services: [limiter] });
    const ann = sim.client.object(limiter, 'ann');
    await ann.Initialize({ Capacity: 5, RefillRate: 1 });
    sim.trouble('b', dies);
    expect((await ann.CheckLimit(1)).RemainingTokens).toBeLessThan(-9e9);
  });

  it('that is the result of a journaled read is the same in a replay', async () => {
    await using sim = new Simulation({ services: [rateLimiter] });
    const ann = sim.client.object(rateLimiter, 'ann');
    await ann.initialize({ capacity: 5, refillPerSecond: 1 });
    sim.trouble('b', dies);
    expect(await ann.check({ tokens: 1 })).toEqual({ allowed: true, remaining: 4, retryAfterMs: 0 });
  });
});

describe('a profile that is not in the state', () => {
  /** @returns the requests to the database by the first update of a user that it has */
  async function askedBy(missing: Missing): Promise<string[]> {
    await using sim = new Simulation({
      services: (effects) => [userAccount(profileDB(effects), missing)],
      effects: { profiles },
    });
    const unused = profileDB({ profiles: () => Promise.reject(new Error('There is no database outside a run.')) });
    const ann = sim.client.object(userAccount(unused, missing), 'ann');
    await ann.UpdateProfile({ UserID: 'ann', Name: 'Ann', Email: 'ann@example.com' });
    return sim.trace.flatMap((event) =>
      event.type === 'effect began' ? Object.keys(event.input as Query<unknown>).slice(0, 1) : [],
    );
  }

  it('is loaded where absence is an error, and never where it is a zero value', async () => {
    expect(await askedBy('error')).toEqual(['load', 'save']);
    expect(await askedBy('zero value')).toEqual(['save']);
  });
});

describe('two reads of one account', () => {
  const account = (ctx: restate.Context) => ctx.objectClient(bankAccount, 'account-123');
  const reader = restate.service({
    name: 'Reader',
    handlers: {
      oneByOne: async (ctx: restate.Context): Promise<number[]> => [
        await account(ctx).balance(),
        await account(ctx).balance(),
      ],
      atOnce: async (ctx: restate.Context): Promise<number[]> =>
        restate.RestatePromise.all([account(ctx).balance(), account(ctx).balance()]),
    },
  });

  /** @returns the maximum of reads that had begun and not ended */
  async function maxOpen(handler: 'oneByOne' | 'atOnce'): Promise<number> {
    await using sim = new Simulation({ services: [bankAccount, reader] });
    await sim.client.service(reader)[handler]();
    let [open, most] = [0, 0];
    for (const event of sim.trace) {
      if (event.type === 'invocation created' && event.target.service === 'BankAccount') most = Math.max(most, ++open);
      if (event.type === 'completed' && event.invocation.includes('/')) open--;
    }
    return most;
  }

  it('run concurrently when both are sent before one is awaited, and not as the listing sends them', async () => {
    expect(await maxOpen('atOnce')).toBe(2);
    expect(await maxOpen('oneByOne')).toBe(1);
  });
});
