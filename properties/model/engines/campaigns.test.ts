/**
 * A whole campaign is the same on both engines: what each strategy chooses next depends on what happened before, so one
 * step that differs anywhere in any run would change the hash over all traces. Also the listings with known bugs: there
 * both must find the same.
 */
import { describe, expect, it } from 'vitest';
import { ALL, AS_PUBLISHED } from '../../../scenarios/everything.ts';
import type { EngineName } from '../../../sim/attempt/engines.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { ScenarioResult } from '../../../sim/search/campaign/types.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { depth } from '../../harness/depth.ts';

const MODULE = new URL('../../../scenarios/everything.ts', import.meta.url).href;

/** The listings with known bugs end in many more ways; there are as many of them again. */
const SEARCHED = depth({ slice: ALL, deep: [...ALL, ...AS_PUBLISHED] });

function searched(scenario: Scenario, engine: EngineName, workers?: number): Promise<ScenarioResult> {
  return campaign(scenario, {
    seed: 42,
    runs: depth({ slice: 3, deep: 48 }),
    judgeReach: false,
    shrink: false,
    engine,
    ...(workers !== undefined && { workers: { count: workers, module: MODULE } }),
  });
}

/** Everything but words: an engine has its own for what went wrong, and advice on what only it can see. */
function comparable(result: ScenarioResult): unknown {
  const findings = result.findings.map((finding) => ({ ...finding, message: '', story: [] }));
  return { ...result, findings, advice: [] };
}

describe('a campaign', () => {
  it.each(SEARCHED.map((scenario) => [scenario.name, scenario] as const))(
    'gives the same trace on fake and sdk: %s',
    async (_name, scenario) => {
      const fake = await searched(scenario, 'fake');
      const sdk = await searched(scenario, 'sdk');
      expect(sdk.invocations).toBeGreaterThan(0);
      expect(comparable(sdk)).toEqual(comparable(fake));
    },
  );

  it('runs on the engine sdk in workers too', async () => {
    const [scenario] = ALL;
    if (scenario === undefined) throw new Error('there are no scenarios');
    expect((await searched(scenario, 'sdk', 2)).traceHash).toBe((await searched(scenario, 'sdk')).traceHash);
  });
});
