/**
 * Goal: no upgrade is called safe that is not, or that was not tried. Method: a server that refuses the new version, rules of the
 * user and waits that only a deploy breaks, a budget of time that ends in the middle, and a point that is not reached again.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { responsesAgree } from '../../../sim/checks/responses-agree.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { exploreUpgrade } from '../../../sim/search/upgrade/explore-upgrade.ts';
import { scenario, type ScenarioOptions } from '../../../sim/simulation/scenario/scenario.ts';
import { UPGRADE_ROUTES } from '../../../sim/simulation/scenario/upgrade.ts';

const SAME = { seed: 1, runs: 5, judgeReach: false, keepGoing: true, onlyUpgrade: true } as const;

/** An object with one handler. */
function box(go: (ctx: restate.ObjectContext) => Promise<unknown>) {
  return restate.object({ name: 'Box', handlers: { go } });
}

type Options = ScenarioOptions<Record<never, never>>;

function goes(old: Options['services'], upgrade: NonNullable<Options['upgrade']>, rest: Partial<Options> = {}) {
  return scenario('a box', {
    services: old,
    operations: ({ call }) => [
      call(
        box(async () => 1),
        'go',
        { key: 'a' },
      ),
    ],
    upgrade,
    ...rest,
  });
}

const naps = async (ctx: restate.ObjectContext): Promise<number> => {
  await ctx.sleep(1_000);
  return 1;
};

describe('a new version that the server refuses', () => {
  const flow = restate.workflow({ name: 'Box', handlers: { run: async () => 1, go: async () => 1 } });

  it.each(UPGRADE_ROUTES)('is broken on the route %s, where it is registered without force', async (route) => {
    const result = await campaign(goes([box(naps)], { to: [flow], how: route }), SAME);
    const kinds = result.findings.map(({ kind }) => kind);
    expect(result.verdict).toBe('broken');
    // In place it is registered with force, which allows another type: other things break then.
    if (route === 'in-place') expect(kinds).not.toContain('refused by the server (META0006)');
    else expect(kinds).toContain('refused by the server (META0006)');
  });

  it('is a finding with the words of the server and what to do', async () => {
    const { findings } = await campaign(goes([box(naps)], { to: [flow], how: 'new' }), SAME);
    expect(findings[0]?.message).toMatch(
      /^The server refuses the new version \(409\): \[META0006\] .* Nothing is deployed, .* Give a service of another type another name/,
    );
    expect(findings[0]?.story.join('\n')).toContain('refuses the deploy (409)');
    expect(findings[0]?.plan.operations).toHaveLength(1);
  });
});

describe('what only a deploy breaks', () => {
  /** Neither version alone answers half; what the old one has begun, the new one ends. */
  const step = (to: number) =>
    box(async (ctx) => {
      const from = await ctx.run('begin', () => to);
      await ctx.sleep(1_000);
      return from + to;
    });

  it('is found where it is a rule of the user', async () => {
    const rule = responsesAgree(
      'sums are even numbers',
      (responses) => responses.every(({ output }) => Number(output) % 2 === 0) || 'one is odd',
    );
    const all = goes([step(1)], { to: [step(2)], how: ['new', 'in-place'] }, { invariants: [rule] });
    const { findings } = await campaign(all, SAME);
    expect(
      findings.map(({ invariant, plan }) => [invariant, plan.operations.flatMap(({ troubles }) => troubles)]),
    ).toEqual([['sums are even numbers', [expect.objectContaining({ kind: 'deploy', how: 'in-place' })]]]);
  });

  it('is found where it is a wait that never ends', async () => {
    const flow = (promise: string) =>
      restate.workflow({
        name: 'Flow',
        handlers: {
          run: async (ctx: restate.WorkflowContext) => ctx.promise<number>(promise),
          approve: async (ctx: restate.WorkflowSharedContext) => ctx.promise<number>(promise).resolve(1),
        },
      });
    const all = scenario('an approval', {
      services: [flow('approved')],
      operations: ({ send, call }) => [send(flow(''), 'run', { key: 'w' }), call(flow(''), 'approve', { key: 'w' })],
      owed: ['anything'],
      upgrade: { to: [flow('granted')], how: 'new' },
    });
    const { findings } = await campaign(all, { ...SAME, runs: 1 });
    expect(findings.map(({ handler, kind }) => [handler, kind])).toEqual([['Flow/run', 'waits only in an upgrade']]);
  });
});

const order = (...names: readonly string[]) =>
  restate.object({
    name: 'Order',
    handlers: {
      place: async (ctx: restate.ObjectContext): Promise<void> => {
        for (const name of names) await ctx.run(name, () => 1);
        await ctx.sleep(1_000);
      },
    },
  });

const rolledBackInPlace = scenario('an order', {
  services: [order('charge')],
  operations: ({ call }) => [call(order(), 'place', { key: 'a' })],
  upgrade: { to: [order('charge', 'check')], how: ['in-place', 'rollback'] },
});

describe('a finding of an upgrade', () => {
  it('is a story of one request, where one is enough: a roll-back in place', async () => {
    const { findings } = await exploreUpgrade(rolledBackInPlace, { seed: 1 });
    const operations = findings.map((finding) => finding.plan.operations.length);
    expect(operations).toEqual(findings.map(() => 1));
    expect(findings.length).toBeGreaterThan(0);
  });
});

describe('what was not tried', () => {
  it('is not forgotten with what was found, when the budget of time is over', async () => {
    const breaks = goes([box(naps)], { to: [box(async () => 1)], how: ['in-place'] });
    const whole = await exploreUpgrade(breaks, { seed: 1 });
    expect(whole.findings.map(({ kind }) => kind)).toEqual(['breaks in flight at entry 1 (sleep)']);
    let asked = 0;
    let over = Infinity;
    const cut = (): boolean => ++asked > over;
    await exploreUpgrade(breaks, { seed: 1, cut });
    const all = asked;
    [asked, over] = [0, all - 1];
    const some = await exploreUpgrade(breaks, { seed: 1, cut });
    expect([some.cut, some.findings.map(({ kind }) => kind)]).toEqual([true, ['breaks in flight at entry 1 (sleep)']]);
  });

  it('is undecided, where a run does not reach the point of its deploy', async () => {
    let runs = 0;
    const first = box(async (ctx) => {
      if (runs++ < 2) await ctx.sleep(1_000);
      return 1;
    });
    const { undecided } = await exploreUpgrade(goes([first], { to: [box(naps)], how: 'new' }), { seed: 1 });
    expect(undecided.join('\n')).toContain(
      'a deploy while Box/go stood after entry 1 (sleep 1 s) was planned and not made',
    );
  });
});
