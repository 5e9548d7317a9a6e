/**
 * Goal: an invariant that judged nothing, and a handler that never ran, are never "held", whatever the budget. Method: a
 * scenario whose invariant names a state that no handler writes, searched with every option that makes a search smaller,
 * by the library and by the command line.
 */
import { join } from 'node:path';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkScenario, everyWrite, NotDecided, property, scenario, type Scenario } from '../../../sim/index.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { CampaignOptions } from '../../../sim/search/campaign/types.ts';
import { FolderOfServices } from '../../faces/cli/folder-of-services.ts';
import { flat, ROOT } from '../../harness/command.ts';

const account = restate.object({
  name: 'Account',
  handlers: {
    deposit: async (ctx: restate.ObjectContext, amount: number): Promise<void> => {
      ctx.set('balance', ((await ctx.get<number>('balance')) ?? 0) + amount);
    },
    close: async (ctx: restate.ObjectContext): Promise<void> => ctx.clear('balance'),
  },
});

const positive = (state: string) =>
  everyWrite<number>('the balance is positive', { service: 'Account', state }, ({ value }) => value > 0 || 'it is not');

const deposits = (state: string): Scenario =>
  scenario('deposits', {
    services: [account],
    operations: ({ call }) => [call(account, 'deposit', { key: 'ann', input: 5 })],
    invariants: [positive(state)],
  });

const BUDGETS: readonly Partial<CampaignOptions>[] = [
  { runs: 1 },
  { runs: 20 },
  { enough: 3 },
  { shard: { part: 2, of: 3 } },
  { strategy: 'random' },
  { strategy: 'exhaustive' },
  { judgeReach: 'handlers' },
];

describe('an invariant of the scenario that judged nothing', () => {
  it.each(BUDGETS)('makes the verdict `not exercised` with %j', async (budget) => {
    const given = { seed: 1, runs: 30, judgeReach: false, ...budget };
    const mistyped = await campaign(deposits('balnce'), given);
    expect(mistyped).toMatchObject({ verdict: 'not exercised' });
    expect(mistyped.missing).toContain('invariant "the balance is positive"');
    expect((await campaign(deposits('balance'), given)).missing).toEqual(
      budget.judgeReach === 'handlers' ? ['handler Account/close'] : [],
    );
  });

  it('fails `checkScenario`, by its name', async () => {
    const refused = checkScenario(deposits('balnce'), { runs: 10 });
    await expect(refused).rejects.toThrow(NotDecided);
    await expect(refused).rejects.toThrow(
      '"deposits" is not exercised: never reached: invariant "the balance is positive".',
    );
    expect(await checkScenario(deposits('balance'), { runs: 10 })).toMatchObject({ verdict: 'held' });
  });

  it('fails a property', async () => {
    const bought = property('pays', { services: [account], invariants: [positive('balnce')] }, async ({ sim }) => {
      await sim.client.object(account, 'ann').deposit(3);
    });
    await expect(checkScenario(bought, { runs: 5 })).rejects.toThrow('invariant "the balance is positive"');
  });

  it('does not count against one repeated run', async () => {
    expect(await campaign(deposits('balnce'), { seed: 1, runs: 1, path: '3', judgeReach: true })).toMatchObject({
      verdict: 'held',
      missing: [],
    });
  });
});

describe('an operation that never ran', () => {
  it('makes the verdict `not exercised`, however few runs there are', async () => {
    const both = scenario('both', {
      services: [account],
      operations: ({ call }) => [
        call(account, 'deposit', { key: 'ann', input: fc.constant(5) }),
        call(account, 'close', { key: 'ann' }),
      ],
      maxOperations: 1,
    });
    await expect(checkScenario(both, { runs: 1 })).rejects.toThrow(
      /never reached: handler Account\/(close|deposit)\.$/,
    );
    expect(await checkScenario(both, { runs: 20 })).toMatchObject({ verdict: 'held' });
  });
});

describe('the command line', () => {
  const folder = new FolderOfServices();
  afterAll(() => folder.remove());
  const source = (state: string, more = ''): string => `import * as restate from '@restatedev/restate-sdk';
import { everyWrite, scenario } from ${JSON.stringify(join(ROOT, 'sim', 'index.ts'))};
const account = restate.object({ name: 'Account', handlers: {
  deposit: async (ctx: restate.ObjectContext, amount: number) => ctx.set('balance', amount),
  ${more}
} });
export const s = scenario('deposits', { services: [account],
  operations: ({ call }) => [call(account, 'deposit', { key: 'ann', input: 5 })],
  invariants: [everyWrite('the balance is positive', { service: 'Account', state: '${state}' }, () => true)],
});`;

  it.each([
    ['--runs 3'],
    ['--shard 1/2 --runs 3'],
    ['--enough 2'],
    ['--strategy pct --runs 3'],
    ['--time 60s --runs 3'],
  ])('says so in both verdict lines, and ends with status 2: %s', (options) => {
    folder.write('typo.ts', source('balnce', 'close: async (ctx: restate.ObjectContext) => ctx.clearAll(),'));
    const { status, out } = folder.command('run', 'typo.ts', '--seed', '1', ...options.split(' '));
    const words = '1 of 2 handlers was never called; 1 invariant judged nothing';
    expect(out).toContain(`deposits: not exercised: ${words} (`);
    expect(out).toContain(`not exercised (${words}): 1 scenario, `);
    expect(out).toContain('never reached: handler Account/close');
    expect(status).toBe(2);
    folder.write('right.ts', source('balance'));
    expect(folder.command('run', 'right.ts', '--seed', '1', ...options.split(' ')).status).toBe(0);
  });

  it('counts handlers that a derived workload cannot call, unless hints leave them out', () => {
    folder.write(
      'checkout.ts',
      `import * as restate from '@restatedev/restate-sdk';
export const checkout = restate.object({ name: 'Checkout', handlers: {
  status: async (ctx: restate.ObjectContext): Promise<string> => (await ctx.get<string>('status')) ?? 'none',
  pay: async (ctx: restate.ObjectContext, order: any) => ctx.set('status', String(order.amount)),
} });`,
    );
    const ended = folder.command('run', 'checkout.ts', '--seed', '1', '--runs', '5');
    expect(ended.out).toContain(': not exercised: 1 of 2 handlers was never called (');
    expect(ended.status).toBe(2);
    folder.write('left-out.json', '{ "examples": { "Checkout/pay": [] } }');
    const hints = ['--hints', 'left-out.json'];
    expect(folder.command('run', 'checkout.ts', '--seed', '1', '--runs', '5', ...hints)).toMatchObject({ status: 0 });
  });
});

describe('a handler that always fails', () => {
  const folder = new FolderOfServices();
  afterAll(() => folder.remove());

  it('is named where a derived workload held, in the list and in the last line', () => {
    const source = (code: string): string => `import * as restate from '@restatedev/restate-sdk';
export const closing = restate.service({ name: 'Closing', handlers: {
  run: async (_ctx: restate.Context): Promise<string> => { ${code} return 'closed'; },
  status: async (_ctx: restate.Context): Promise<string> => 'open',
} });`;
    folder.write('closing.ts', source("throw new restate.TerminalError('DATABASE_URL must be set');"));
    const { status, out } = folder.command('run', 'closing.ts', '--seed', '1', '--runs', '5');
    expect(flat(out)).toMatch(/never reached: a success of Closing\/run: each of its \d+ invocations failed \(500/);
    expect(out).toContain('everything held, but 1 of 2 handlers never succeeded: 1 scenario');
    expect(status).toBe(0);
    folder.write('closing.ts', source(''));
    expect(folder.command('run', 'closing.ts', '--seed', '1', '--runs', '5').out).toContain('everything held: 1 sc');
  });
});

describe('a campaign of no runs', () => {
  it.each([0, -1, 1.5, Number.NaN])('is refused: runs: %s', async (runs) => {
    const words = `runs takes an integer of at least 1, not ${runs}: "deposits" would not be searched.`;
    await expect(checkScenario(deposits('balance'), { runs })).rejects.toThrow(words);
  });
});
