/**
 * Goal: an upgrade is blamed for nothing that is wrong without it, and for nothing that requests after it bring about. Method: the
 * same code on both sides, which draws ambient random numbers; clients of the new version change the same keys.
 */
import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { UPGRADE_ROUTES } from '../../../sim/simulation/scenario/upgrade.ts';

const wallet = () =>
  restate.object({
    name: 'Wallet',
    handlers: {
      pay: async (ctx: restate.ObjectContext): Promise<number> => {
        // oxlint-disable-next-line no-restricted-properties -- the fault of the code under test
        const left = ((await ctx.get<number>('left')) ?? Math.floor(Math.random() * 1_000)) - 1;
        ctx.set('left', left);
        await ctx.sleep(1_000);
        return left;
      },
    },
  });

const both = scenario('the same code, which draws by itself', {
  services: () => [wallet()],
  operations: ({ call }) => [call(wallet(), 'pay', { key: 'a' })],
  upgrade: {
    to: () => [wallet()],
    how: UPGRADE_ROUTES,
    operations: ({ call }) => [call(wallet(), 'pay', { key: 'a' })],
  },
});

it('is to blame for nothing that the old version does by itself', async () => {
  const result = await campaign(both, { seed: 1, runs: 60, judgeReach: false, keepGoing: true, onlyUpgrade: true });
  expect(result.findings.map(({ message }) => message)).toEqual([]);
  expect(result.advice).toEqual([]);
  expect(result.verdict).toBe('undecided');
  expect(result.undecided).toContain('The old version breaks without the upgrade, too.');
});

it('is not to blame where that is not asked for: the fault of the code is reported', async () => {
  const { findings } = await campaign(both, { seed: 1, runs: 60, judgeReach: false, keepGoing: true });
  expect(findings.map(({ kind }) => kind)).toContain('journal mismatch');
});
