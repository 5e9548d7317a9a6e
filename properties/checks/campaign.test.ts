/** Goal: the reports of checks reach the user of a campaign: advice never changes the verdict, and an invariant that was never exercised does. */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { always, sometimes } from '../../sim/attempt/assertions.ts';
import { quiet } from '../../sim/core/choices.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { ScenarioResult } from '../../sim/search/campaign/types.ts';
import type { ScenarioOptions } from '../../sim/simulation/scenario/scenario.ts';
import { runPlan } from '../../sim/simulation/run/run-plan.ts';
import { ask, planned, worldOf } from './build.ts';

type Bucket = restate.ObjectContext<{ n: number }>;

const bucket = (take: (ctx: Bucket) => Promise<void>): { readonly name: string } =>
  restate.object({
    name: 'Bucket',
    handlers: {
      take,
      look: restate.handlers.object.shared((ctx: restate.ObjectSharedContext<{ n: number }>) => ctx.get('n')),
    },
  });

function search(
  take: (ctx: Bucket) => Promise<void>,
  more: Partial<ScenarioOptions<Record<never, never>>> = {},
): Promise<ScenarioResult> {
  const requests = [ask('Bucket', 'k', 'take'), ask('Bucket', 'k', 'look')];
  return campaign(worldOf(requests, { services: [bucket(take)], ...more }), { seed: 1, runs: 60, judgeReach: true });
}

describe('advice', () => {
  it('is reported once for each handler and line, and does not change the verdict', async () => {
    const result = await search(async (ctx) => {
      ctx.set('n', Date.now() > 0 ? 1 : 2);
      await ctx.sleep(1);
    });
    expect(result.verdict).toBe('held');
    expect(result.advice.length).toBe(1);
    expect(result.advice[0]?.message).toMatch(
      /^Bucket\/take uses Date.now \(properties\/checks\/campaign.test.ts:\d+:\d+\)/,
    );
  });
});

describe('an assertion', () => {
  const level = async (ctx: Bucket): Promise<void> => {
    const n = (await ctx.get('n')) ?? 2;
    always('the level is in range', n >= 0 && n <= 2);
    sometimes('the bucket was empty', n === 0);
    ctx.set('n', n === 0 ? 2 : n - 1);
    await ctx.sleep(1);
  };

  it('that held, and came true sometimes, is no news', async () => {
    const result = await search(level, { assertions: ['the level is in range', 'the bucket was empty'] });
    expect(result).toMatchObject({ verdict: 'held', missing: [] });
    expect(result.invariants.find(({ name }) => name === 'what the code asserts holds')?.exercised).toBeGreaterThan(0);
  });

  it('that never came true makes the verdict `not exercised`', async () => {
    const result = await search(async (ctx) => {
      sometimes('the bucket was empty', ((await ctx.get('n')) ?? 2) === 0);
      await ctx.sleep(1);
    });
    expect(result).toMatchObject({
      verdict: 'not exercised',
      missing: ['sometimes "the bucket was empty" (evaluated, and never true)'],
    });
  });

  it('that the search never came to does so as well, where it is declared', async () => {
    const result = await search(level, { assertions: ['the bucket overflowed'] });
    expect(result).toMatchObject({ verdict: 'not exercised', missing: ['assertion "the bucket overflowed"'] });
  });

  it('is silent where there is no simulation', () => {
    expect(() => always('nothing', false)).not.toThrow();
  });

  it('is not missed in a scenario without any', async () => {
    const result = await search((ctx) => ctx.sleep(1));
    expect(result.invariants.map(({ name }) => name)).not.toContain('what the code asserts holds');
    expect(result.verdict).toBe('held');
  });
});

describe('what a scenario declares', () => {
  it('is observed at the end of a run', async () => {
    const scenario = worldOf([ask('Bucket', 'k', 'take')], {
      services: [bucket((ctx) => Promise.resolve(ctx.set('n', 3)))],
      observe: ({ answers, view }) => [[...answers.keys()], Number(view.state('Bucket', 'k', 'n'))],
    });
    const operations = planned(ask('Bucket', 'k', 'take'));
    const plan = { version: 1, scenario: 'a world', seed: 1, operations, world: [], holds: [], choices: {} } as const;
    const { observed } = await runPlan(scenario, plan, { decider: quiet });
    expect(observed).toEqual([['a'], 3]);
  });
});
