import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { node } from '../../harness/command.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { checkedFresh, firstPlan, firstRunFresh } from '../../../sim/search/campaign/checked-fresh.ts';
import { rerunFresh } from '../../../sim/search/finding/fresh/rerun-fresh.ts';
import { planOf } from '../../../sim/search/plan/plan-arbitrary.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { scenarios } from './isolated.ts';
import { leakyScenario, tidyScenario } from './leaky.ts';

const MODULE = new URL('leaky.ts', import.meta.url).href;

/** Runs ten plans, and the last of them once more where nothing has run before. */
async function hashes(scenario: Scenario): Promise<readonly [string | undefined, string | undefined]> {
  const plans = fc.sample(planOf(scenario), { seed: 1, numRuns: 10 });
  let here: string | undefined;
  for (const plan of plans) here = (await new Runner(scenario).run(plan)).hash;
  const [plan] = plans.slice(-1);
  if (plan === undefined) throw new Error('no plan was generated');
  const [fresh] = await rerunFresh(MODULE, [{ scenario: scenario.name, plan }]);
  return [here, fresh?.hash];
}

describe('a run that is repeated in a fresh worker', () => {
  it('has the same hash when services keep their state in Restate', async () => {
    const [here, fresh] = await hashes(tidyScenario);
    expect(fresh).toBe(here);
  });

  it('has another hash when a service keeps state in its module', async () => {
    const [here, fresh] = await hashes(leakyScenario);
    expect(fresh).toMatch(/^[0-9a-f]{16}$/);
    expect(fresh).not.toBe(here);
  });

  it('is a finding of its own at the end of a campaign', async () => {
    const judge = async (scenario: Scenario): Promise<readonly [string, string | undefined]> => {
      const result = await campaign(scenario, { seed: 1, runs: 10, strategy: 'random', judgeReach: false });
      const plan = await firstPlan(scenario, 1);
      expect.assert(plan !== undefined);
      const fresh = firstRunFresh(scenario, plan, MODULE);
      const { verdict, findings } = await checkedFresh(scenario, result, 1, fresh);
      return [verdict, findings[0]?.message];
    };
    expect(await judge(tidyScenario)).toEqual(['held', undefined]);
    const [verdict, message] = await judge(leakyScenario);
    expect(verdict).toBe('broken');
    expect(message).toContain('a service keeps state outside Restate');
    expect(message).toMatch(/what the process has done before\. They diverge in \w+\/\w+, at event \d+/);
  });

  it('says which scenario a module lacks', async () => {
    const [plan] = fc.sample(planOf(tidyScenario), { seed: 1, numRuns: 1 });
    if (plan === undefined) throw new Error('no plan was generated');
    await expect(rerunFresh(MODULE, [{ scenario: 'absent', plan }])).rejects.toThrow(
      'it exports no scenario called "absent"',
    );
  });
});

describe('a scenario whose service counts in a variable of its module', () => {
  const verdictOf = (name: string, ...more: readonly string[]): unknown => {
    const folder = mkdtempSync(join(tmpdir(), 'isolated-'));
    try {
      const command = join(import.meta.dirname, 'isolated-main.ts');
      const args = [command, '--seed', '3', '--runs', '8', '--scenario', name, '--json', 'result.json', ...more];
      // What is broken ends with another status than 0, and is what is asked for here.
      node(args, { cwd: folder });
      return (JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as { readonly verdict: unknown }).verdict;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('is found out, because its first run does not repeat', () => {
    expect(verdictOf('shared', '--strategy', 'random')).toBe('broken');
  });

  it('holds when its modules are loaded again for each run, by workers too', () => {
    expect(verdictOf('isolated')).toBe('held');
    expect(verdictOf('isolated', '--workers', '2')).toBe('held');
  });

  it('is refused where its module is unknown', async () => {
    const isolated = scenarios.find(({ isolate }) => isolate);
    if (isolated === undefined) throw new Error('there is no such scenario');
    const [plan] = fc.sample(planOf(isolated), { seed: 1, numRuns: 1 });
    if (plan === undefined) throw new Error('no plan was generated');
    await expect(new Runner(isolated).run(plan)).rejects.toThrow('pass `module: import.meta.url`');
  });
});
