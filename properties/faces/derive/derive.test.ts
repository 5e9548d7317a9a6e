import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { checkScenario } from '../../../sim/search/campaign/check-scenario.ts';
import { deriveScenario } from '../../../sim/simulation/scenario/derive.ts';
import { jsonArbitrary, type JsonSchema } from '../../../sim/simulation/scenario/json-arbitrary.ts';

const schemas = {
  text: z.string().min(2).max(5),
  email: z.email(),
  number: z.number().int().min(3).max(9),
  above: z.number().gt(1).lt(4),
  choice: z.enum(['red', 'green']),
  list: z.array(z.boolean()).min(1).max(2),
  pair: z.tuple([z.string(), z.number()]),
  either: z.union([z.null(), z.literal(7)]),
  record: z.record(z.string(), z.number()),
  order: z.object({ id: z.uuid(), lines: z.array(z.object({ item: z.string(), count: z.number().int().positive() })) }),
  optional: z.object({ a: z.string(), b: z.string().optional() }),
} as const;

describe('values made from a JSON schema', () => {
  it.each(Object.entries(schemas))('fit it: %s', (_name, schema) => {
    const arbitrary = jsonArbitrary(z.toJSONSchema(schema));
    fc.assert(fc.property(arbitrary, (value) => schema.safeParse(value).success));
  });

  it('end also where a schema refers to itself', () => {
    const tree: JsonSchema = {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#' } } },
      required: ['children'],
    };
    expect(fc.sample(jsonArbitrary(tree), { numRuns: 20, seed: 1 })).toHaveLength(20);
  });
});

const Deposit = z.object({ amount: z.number().int().min(1).max(9) });
type State = { balance: number };

/** @param leaks the planted bug: a random number that is not in the journal decides */
const account = (leaks: boolean) =>
  restate.object({
    name: 'Account',
    handlers: {
      deposit: restate.handlers.object.exclusive(
        { input: restate.serde.schema(Deposit) },
        async (ctx: restate.ObjectContext<State>, { amount }: z.infer<typeof Deposit>): Promise<number> => {
          const balance = ((await ctx.get('balance')) ?? 0) + amount;
          // oxlint-disable-next-line no-restricted-properties -- the planted bug
          if (leaks && Math.random() < 0.5) await ctx.sleep(1);
          ctx.set('balance', balance);
          return balance;
        },
      ),
      rename: async (ctx: restate.ObjectContext, _name: string): Promise<void> => ctx.clearAll(),
      internal: restate.handlers.object.exclusive(
        { ingressPrivate: true },
        async (_ctx: restate.ObjectContext): Promise<void> => undefined,
      ),
    },
  });

describe('a derived scenario', () => {
  it('lists the handlers that it calls, and those that it skips, and why', () => {
    const { called, skipped } = deriveScenario('bank', [account(false)]);
    expect(called).toEqual(['Account/deposit  inputs that fit its schema']);
    expect(skipped).toEqual([
      { handler: 'Account/rename', why: 'its input is unknown' },
      { handler: 'Account/internal', why: 'it is private, so only other handlers can call it' },
    ]);
  });

  it('of services that poll forever ends its runs after some rounds', async () => {
    const poller = restate.service({
      name: 'Poller',
      handlers: {
        poll: restate.handlers.handler({ input: restate.serde.schema(z.null()) }, async (ctx: restate.Context) => {
          ctx.serviceSendClient<typeof poller>({ name: 'Poller' }).poll(null, restate.rpc.sendOpts({ delay: 1_000 }));
        }),
      },
    });
    const { verdict, steps, invocations } = await campaign(deriveScenario('poller', [poller]).scenario, {
      seed: 1,
      runs: 1,
      judgeReach: false,
    });
    expect(verdict).toBe('held');
    // A run has at most 24 requests, and each of these jobs is followed for twelve rounds.
    expect(invocations).toBeLessThanOrEqual(24 * (1 + 12));
    expect(steps / invocations).toBeLessThan(8);
  });

  it('calls more with examples', () => {
    const { called } = deriveScenario('bank', [account(false)], { examples: { 'Account/rename': ['ann', 'bob'] } });
    expect(called).toContain('Account/rename  2 examples');
    expect(() => deriveScenario('bank', [account(false)], { examples: { 'Account/renam': [] } })).toThrow(
      'There are examples for "Account/renam", but the handlers are: Account/deposit, Account/rename, Account/internal.',
    );
  });

  it('holds for a service without a bug, and finds a planted one', async () => {
    const sound = deriveScenario('bank', [account(false)]).scenario;
    expect(await checkScenario(sound, { runs: 40, judgeReach: false })).toMatchObject({ verdict: 'held' });
    const leaky = deriveScenario('bank', [account(true)]).scenario;
    await expect(checkScenario(leaky, { runs: 100 })).rejects.toThrow(/"replay is faithful" is broken/);
  });
});
