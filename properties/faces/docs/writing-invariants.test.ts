/**
 * Goal: what `docs/writing-invariants.md` shows is true. Method: its code blocks are the files of `docs/examples/`, word for
 * word, which are compiled with everything else; and these are run, on services for which they hold and on others.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { paymentsAreCharged, paymentsAreExact } from '../../../docs/examples/exact-payments.ts';
import { neverOverdrawn, nothingIsLost } from '../../../docs/examples/never-overdrawn.ts';
import { orders } from '../../../docs/examples/crash-proof-orders.ts';
import { refusedAtMostOnce } from '../../../docs/examples/refused-at-most-once.ts';
import type { Invariant } from '../../../sim/checks/invariant.ts';
import { quiet } from '../../../sim/core/choices.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { OperationSpec } from '../../../sim/simulation/scenario/operation-spec.ts';
import { runPlan, type RunResult } from '../../../sim/simulation/run/run-plan.ts';
import { ask, planned, worldOf } from '../../checks/build.ts';

const docs = join(import.meta.dirname, '../../../docs');
const page = readFileSync(join(docs, 'writing-invariants.md'), 'utf8');
const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);

describe('the page on writing invariants', () => {
  it.each([['never-overdrawn.ts'], ['exact-payments.ts'], ['refused-at-most-once.ts'], ['crash-proof-orders.ts']])(
    'shows %s word for word',
    (file) => {
      const source = readFileSync(join(docs, 'examples', file), 'utf8').replace(
        /'\.\.\/\.\.\/sim\/[^']*'/g,
        "'restate-sim'",
      );
      expect(blocks).toContain(source);
    },
  );

  it('imports only what there is', () => {
    const index = readFileSync(join(docs, '../sim/index.ts'), 'utf8');
    const names = blocks
      .flatMap((code) => [...(code ?? '').matchAll(/import (?:type )?{(.*?)}/gs)])
      .flatMap(([, list = '']) => list.replaceAll('type ', '').split(','));
    const missing = names.map((name) => name.trim()).filter((name) => !new RegExp(`\\b${name}\\b`).test(index));
    expect([names.length > 0, missing]).toEqual([true, []]);
  });

  it('shows no other code', () => {
    expect(blocks.length).toBe(4);
  });
});

type Account = restate.ObjectContext<{ balance: number }>;

/** An account that starts with 100. @param careful whether it looks before it pays @param fee what it takes on top */
const account = (careful: boolean, fee = 0): { readonly name: string } =>
  restate.object({
    name: 'Account',
    handlers: {
      open: (ctx: Account): Promise<void> => Promise.resolve(ctx.set('balance', 100)),
      pay: async (ctx: Account, amount: number): Promise<void> => {
        const balance = (await ctx.get('balance')) ?? 0;
        if (careful && balance < amount) throw new restate.TerminalError('too many requests', { errorCode: 429 });
        ctx.set('balance', balance - amount - fee);
      },
    },
  });

const opened = [ask('Account', 'ann', 'open'), ask('Account', 'bob', 'open')];

function run(invariant: Invariant, careful: boolean, ...requests: readonly OperationSpec[]): Promise<RunResult> {
  return runWith(account(careful), invariant, requests);
}

async function runWith(
  service: { readonly name: string },
  invariant: Invariant,
  requests: readonly OperationSpec[],
): Promise<RunResult> {
  const scenario = worldOf(requests, { services: [service], invariants: [invariant], setup: opened });
  const operations = planned(...requests.map((request) => ({ ...request, client: 'ann' })));
  const plan = { version: 1, scenario: scenario.name, seed: 1, operations, world: [], holds: [], choices: {} } as const;
  return runPlan(scenario, plan, { decider: quiet });
}

describe('the example invariants', () => {
  it('hold where they should', async () => {
    const result = await run(neverOverdrawn, true, ask('Account', 'ann', 'pay', 30));
    expect(result.verdict).toBe('held');
    expect(result.invariants[0]?.exercised).toBe(3);
    for (const invariant of [paymentsAreExact, paymentsAreCharged]) {
      const paid = await run(invariant, true, ask('Account', 'ann', 'pay', 30), ask('Account', 'ann', 'pay', 300));
      expect([paid.verdict, paid.invariants[0]?.exercised]).toEqual(['held', 1]);
    }
    expect((await run(nothingIsLost, true, ask('Account', 'ann', 'open'))).verdict).toBe('held');
    expect((await run(refusedAtMostOnce, true, ask('Account', 'ann', 'pay', 300))).verdict).toBe('held');
  });

  it('break where they should, and say how', async () => {
    const overdrawn = await run(neverOverdrawn, false, ask('Account', 'ann', 'pay', 130));
    expect(overdrawn.invariants[0]?.breach?.message).toBe(
      'pay of Account/ann (invocation a) wrote to Account/ann at 0 ms (entry 2): the balance of ann is -30, and must not be below 0',
    );
    const lost = await run(nothingIsLost, true, ask('Account', 'ann', 'pay', 30));
    expect(lost.invariants[0]?.breach?.message).toContain('the accounts hold 170 together');
    const pay = [ask('Account', 'ann', 'pay', 30)];
    const charged = await runWith(account(true, 1), paymentsAreExact, pay);
    expect(charged.invariants[0]?.breach).toMatchObject({
      message: 'pay of Account/ann (invocation a) at 0 ms: it paid 30, and the balance went from 100 to 69',
      handler: 'Account/pay',
    });
    const given = await runWith(account(true, -1), paymentsAreCharged, pay);
    expect(given.invariants[0]?.breach?.message).toBe('clients paid 30 out of 200, and the accounts still hold 171');
    const twice = [ask('Account', 'ann', 'pay', 300), ask('Account', 'ann', 'pay', 300)];
    const refused = await run(refusedAtMostOnce, true, ...twice);
    expect(refused.invariants[0]?.breach).toMatchObject({
      kind: 'refused twice',
      events: expect.any(Array) as number[],
    });
  });
});

describe('orders that crash', () => {
  it('leave behind what they leave without a crash', async () => {
    const { verdict, invariants } = await campaign(orders, { seed: 1, runs: 100, judgeReach: true });
    expect(invariants.find(({ name }) => name === 'crashes change nothing')?.exercised).toBeGreaterThan(10);
    expect(verdict).toBe('held');
  });
});
