/**
 * Goal: a deploy is judged by what becomes of an invocation in the end, at the moment at which it really meets other code. Method:
 * handlers that go on until they wait, calls that fail one time, roll-backs, and requests of the outside world.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { exploreUpgrade } from '../../../sim/search/upgrade/explore-upgrade.ts';
import { standingInWords } from '../../../sim/search/upgrade/standing-in-words.ts';
import { deriveScenario } from '../../../sim/simulation/scenario/derive.ts';
import type { AnyDefinition, Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { UpgradeRoute } from '../../../sim/simulation/scenario/upgrade.ts';

type Owner = restate.ObjectContext;
type Handlers = Parameters<typeof restate.object>[0]['handlers'];

const box = (handlers: Handlers): AnyDefinition => restate.object({ name: 'Box', handlers });

function upgraded(old: AnyDefinition, next: AnyDefinition, ...routes: readonly UpgradeRoute[]): Scenario {
  const { scenario } = deriveScenario('a box', [old], { keys: ['k'], takesInput: () => false });
  return { ...scenario, upgrade: { to: () => [next], routes, operations: [] } };
}

describe('resumed on the new version', () => {
  const steps = (before: string) =>
    box({
      go: async (ctx: Owner) => {
        await ctx.run('first', () => 1);
        ctx.set(before, 1);
        await ctx.run('second', () => 2);
        return ctx.key;
      },
    });

  it('what runs goes on to its next wait, with the result of a step that it has at once', async () => {
    const { tried } = await exploreUpgrade(upgraded(steps('a'), steps('b'), 'resume'), { seed: 1 });
    const unsafe = tried.filter(({ faults }) => faults.length > 0).map(({ standing }) => standingInWords(standing));
    expect([...new Set(unsafe)]).toEqual([
      'before entry 2',
      'after entry 2 (set a)',
      'before the result of entry 3 (run "second") is stored',
    ]);
  });

  it('a call that fails because its handler is gone does so one time, and is no finding', async () => {
    const caller = (callee: string) =>
      box({
        go: async (ctx: Owner) => {
          await ctx.run('first', () => 1);
          ctx.set('a', 1);
          ctx.genericSend({ service: 'Box', method: callee, key: ctx.key, parameter: new Uint8Array() });
        },
        [callee]: restate.handlers.object.exclusive({ ingressPrivate: true }, async (_ctx: Owner) => 1),
      });
    const kinds = async (route: UpgradeRoute): Promise<readonly (string | undefined)[]> => {
      const { findings } = await exploreUpgrade(upgraded(caller('one'), caller('two'), route), { seed: 1 });
      return findings.map(({ kind }) => kind);
    };
    expect(await kinds('resume')).not.toContain('calls a handler that is gone: Box/one');
    expect(await kinds('new')).toContain('calls a handler that is gone: Box/one');
    expect(await kinds('rollback')).toContain('calls a handler that is gone after a roll-back: Box/two');
  });
});

describe('a roll-back', () => {
  it('is tried at each place of the new code, and its shortest story has no request that is there for a move only', async () => {
    const steps = (more: boolean) =>
      box({
        go: async (ctx: Owner) => {
          await ctx.run('first', () => 1);
          if (more) await ctx.run('more', () => 1);
          await ctx.sleep(1_000);
          await ctx.sleep(1_000);
          return ctx.key;
        },
      });
    const { findings } = await exploreUpgrade(upgraded(steps(false), steps(true), 'in-place', 'rollback'), { seed: 1 });
    expect(findings.map(({ kind, plan }) => [kind, plan.operations.length])).toEqual([
      ['breaks in flight when it is rolled back at entry 2 (run "more")', 1],
      ['breaks in flight at entry 2 (sleep)', 1],
    ]);
  });

  it('breaks no answer that is stored', async () => {
    const answers = (value: number) =>
      box({
        go: async (ctx: Owner) => {
          await ctx.run('first', () => 1);
          return value;
        },
      });
    const { verdict, findings, undecided } = await campaign(upgraded(answers(1), answers(2), 'in-place', 'rollback'), {
      seed: 1,
      runs: 20,
      judgeReach: false,
      keepGoing: true,
      onlyUpgrade: true,
    });
    expect([verdict, findings, undecided]).toEqual(['held', [], []]);
  });
});

it('a request of the outside world is no place for a deploy, and so nothing is undecided', async () => {
  const flow = restate.workflow({
    name: 'Flow',
    handlers: {
      run: async (ctx: restate.WorkflowContext) => ctx.promise<number>('go'),
      go: async (ctx: restate.WorkflowSharedContext) => ctx.promise<number>('go').resolve(1),
    },
  });
  const { tried, undecided } = await exploreUpgrade(upgraded(flow, flow, 'new', 'in-place', 'rollback'), { seed: 1 });
  expect(undecided).toEqual([]);
  expect(tried.map(({ standing }) => standing.handler)).toContain('Flow/go');
});
