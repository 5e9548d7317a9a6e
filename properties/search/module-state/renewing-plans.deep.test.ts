/**
 * Goal: modules are loaded again often enough to find what relies on them, and seldom enough for long searches. Method: the
 * plans of a scenario whose module may be loaded again, and the runs that a search makes of them.
 */
import { describe, expect, it } from 'vitest';
import { GeneratedPlans } from '../../../sim/search/campaign/generated-plans.ts';
import { sourceOf } from '../../../sim/search/campaign/run-source.ts';
import { DEFAULT_BOUNDS } from '../../../sim/search/exhaustive/bounds.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import type { Plan } from '../../../sim/simulation/faults/plan.ts';
import { leakyScenario } from './leaky.ts';
import { remembering } from './remembering.ts';

const [cache] = remembering;
if (cache === undefined) throw new Error('There is no such scenario.');

/** How many plans of a part of a search load modules again. */
function renewing(plans: GeneratedPlans, from: number, to: number): number {
  return Array.from({ length: to - from }, (_, index) => plans.at(from + index)).filter(({ renews }) => renews).length;
}

describe('the plans whose process loads its modules again', () => {
  it('are a third of the first ones, a few of the later ones, and none of a long search', () => {
    const plans = new GeneratedPlans(cache, 1);
    expect([renewing(plans, 0, 96), renewing(plans, 96, 1_024), renewing(plans, 1_024, 1_600)]).toEqual([32, 116, 0]);
  });

  it('are none where the module is not known', () => {
    expect(renewing(new GeneratedPlans(leakyScenario, 1), 0, 64)).toBe(0);
  });

  it('lose their process where a crash is enumerated', async () => {
    const crashes = (await runsOf(40)).filter(({ renews }) => renews === true);
    expect(crashes.length).toBeGreaterThan(5);
    for (const { operations } of crashes) {
      const scopes = operations.flatMap(({ troubles }) => troubles.flatMap((one) => ('scope' in one ? one.scope : [])));
      expect(scopes).toContain('process');
    }
  });
});

/** @returns the plans of the enumerated runs among the first of a search */
async function runsOf(units: number): Promise<readonly Plan[]> {
  const runner = new Runner(cache ?? leakyScenario);
  const source = sourceOf('mix', runner, 1, DEFAULT_BOUNDS);
  const plans: Plan[] = [];
  for (let unit = 0; unit < units; unit++) {
    for await (const { strategy, again } of source.unit(unit)) {
      if (strategy === 'crashes') plans.push((await again()).plan);
    }
  }
  return plans;
}
