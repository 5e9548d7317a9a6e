/**
 * Goal: a closure that goes on after another closure has failed its attempt is code of a lost attempt, and no fault of the
 * engine. Method: two steps at once, of which the second makes two requests, with effects that fail and take time.
 */
import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';

type Ask = (step: string) => Promise<string>;

const shop = (ask: Ask) =>
  restate.service({
    name: 'Shop',
    handlers: {
      order: async (ctx: restate.Context): Promise<void> => {
        const pack = async (): Promise<void> => {
          await ask('box');
          await ask('tape');
        };
        await restate.RestatePromise.all([ctx.run('pay', () => ask('pay')), ctx.run('pack', pack)]);
      },
    },
  });

const orders = scenario('orders', {
  services: ({ outside }: { outside: Ask }) => [shop(outside)],
  effects: { outside: effect({ state: (): string[] => [], apply: (_state: string[], step: string) => step }) },
  operations: ({ call }) => [
    call(
      shop(async (step) => step),
      'order',
      {},
    ),
  ],
});

it('a step that another step of its attempt outlives is no fault of the engine', async () => {
  const { verdict, findings, advice } = await campaign(orders, { seed: 1, runs: 100, judgeReach: false });
  expect({ verdict, findings: findings.map(({ message }) => message) }).toEqual({ verdict: 'held', findings: [] });
  const messages = advice.map(({ message }) => message).join('\n');
  expect(messages).toContain('happened again after the result of its ctx.run was stored: the code of a lost attempt');
  expect(messages).not.toContain('the closure does not await it');
});
