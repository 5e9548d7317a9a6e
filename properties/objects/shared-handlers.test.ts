/**
 * Goal: every handler of the guide's objects that only reads runs while another handler holds the lock. Method: each object gets
 * one more handler, which holds the lock for a while, and every reading handler is called meanwhile; one that was made
 * exclusive responds only when the lock is free, and the test notices.
 */
import type * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { rateLimiter } from '../../objects/rate-limiter.ts';
import { ALL } from '../../scenarios/index.ts';
import { readDefinitions } from '../../sim/attempt/read-definition.ts';
import { sdkOf } from '../../sim/attempt/sdk-shape.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import { withHandlers } from './with-handlers.ts';

/** The handlers that only read, by object. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  BankAccount: ['balance', 'statement'],
  RateLimiter: ['status'],
  SlidingWindowLimiter: ['status'],
  ShoppingCart: ['items', 'total', 'view'],
  TenantResource: ['usage'],
  UserAccount: ['profile'],
  AIAgent: ['history'],
  Wallet: ['balances', 'transactions'],
  Inventory: ['level'],
  OrderMachine: ['status'],
  TenantCounter: ['value'],
  TenantTotal: ['total'],
  GameSession: ['view'],
  NamedRecord: ['find'],
  ExchangeRates: ['rate'],
  ProcessedOrder: ['record'],
};

type Definition = { readonly name: string };
/** A client of an object whose type the test does not know. */
type Client = Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

/** An outside world that responds at once: here only the lock matters. */
const outside = new Proxy({}, { get: () => (): Promise<null> => Promise.resolve(null) });
const definitions = new Map(
  ALL.flatMap(({ services }): [string, Definition][] =>
    services(outside).map((one) => [(one as Definition).name, one as Definition]),
  ),
);

const LOCKED_MS = 60_000;

/** @returns the virtual time, in ms, until the response, while another handler holds the lock */
async function answersAfterMs(definition: Definition, handler: string): Promise<number> {
  const locked = withHandlers(definition, {
    holdLock: async (ctx: restate.ObjectContext) => ctx.sleep(LOCKED_MS),
  }) as restate.VirtualObjectDefinition<string, Record<string, never>>;
  await using sim = new Simulation({ services: [locked] });
  const one = sim.client.object(locked, 'acme:one') as unknown as Client;
  const busy = one['holdLock']?.({});
  await sim.advance(1);
  const before = sim.now;
  // The response does not matter here: nothing was stored, so some respond 404.
  await one[handler]?.({}).catch((error: unknown) => error);
  const tookMs = sim.now - before;
  await busy;
  return tookMs;
}

describe('the objects of the guide', () => {
  it('are all in the table, with every handler that is shared', () => {
    const shared = Object.keys(READERS).map((name) => {
      const definition = definitions.get(name) ?? { name };
      const handlers = readDefinitions([definition], sdkOf([definition])).get(name)?.handlers ?? [];
      return [name, [...handlers].flatMap(([handler, { kind }]) => (kind === 'SHARED' ? [handler] : []))];
    });
    expect(Object.fromEntries(shared)).toEqual(READERS);
  });

  it.each(Object.entries(READERS).flatMap(([name, handlers]) => handlers.map((handler) => ({ name, handler }))))(
    'respond while the lock is held: $name/$handler',
    async ({ name, handler }) => {
      expect(await answersAfterMs(definitions.get(name) ?? { name }, handler)).toBe(0);
    },
  );

  it('are caught when such a handler waits for the lock', async () => {
    const exclusive = withHandlers(rateLimiter, { status: () => Promise.resolve(0) });
    expect(await answersAfterMs(exclusive, 'status')).toBe(LOCKED_MS - 1);
  });
});
