import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../sim/search/campaign.ts';
import { checkedFresh } from '../../sim/search/fresh/check.ts';
import { rerunFresh } from '../../sim/search/fresh/rerun.ts';
import { planOf } from '../../sim/search/plan-arbitrary.ts';
import { Runner } from '../../sim/search/runner.ts';
import type { Scenario } from '../../sim/simulation/scenario.ts';
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
      const { verdict, findings } = await checkedFresh(scenario, result, 1, MODULE);
      return [verdict, findings[0]?.message];
    };
    expect(await judge(tidyScenario)).toEqual(['held', undefined]);
    const [verdict, message] = await judge(leakyScenario);
    expect(verdict).toBe('broken');
    expect(message).toContain('a service keeps state outside Restate');
  });

  it('says which scenario a module lacks', async () => {
    const [plan] = fc.sample(planOf(tidyScenario), { seed: 1, numRuns: 1 });
    if (plan === undefined) throw new Error('no plan was generated');
    await expect(rerunFresh(MODULE, [{ scenario: 'absent', plan }])).rejects.toThrow(
      'it exports no scenario called "absent"',
    );
  });
});
