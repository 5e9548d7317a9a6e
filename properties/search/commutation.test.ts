/**
 * Goal: footprints leave nothing out. Method: in runs of every scenario, neighbours that touch nothing in common by what
 * they declare are swapped; the same steps must be possible afterwards and cause the same events. A step that declares
 * too little fails this, as the two broken models show.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankScenario } from '../../scenarios/bank-account.ts';
import { everythingScenario } from '../../scenarios/everything-a-handler-can-do.ts';
import { ALL } from '../../scenarios/index.ts';
import { NOTHING } from '../../sim/core/footprint.ts';
import { dice } from '../../sim/core/random.ts';
import { checkCommutation } from './commutation.ts';
import { planOf } from '../../sim/search/plan/plan-arbitrary.ts';
import { Runner, type RunnerOptions } from '../../sim/search/run/runner.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { Server } from '../../sim/server/server.ts';
import { depth } from '../harness/depth.ts';

/** Runs that are looked at, at most. */
const PLANS = 60;

interface Checked {
  readonly swapped: number;
  readonly violations: readonly string[];
}

/** @param enough stops once so many were swapped, or one of them must not be */
async function check(scenario: Scenario, enough: number, options: RunnerOptions = {}): Promise<Checked> {
  const runner = new Runner(scenario, options);
  let swapped = 0;
  const violations: string[] = [];
  for (const plan of fc.sample(planOf(scenario), { seed: 21, numRuns: PLANS })) {
    const sample = dice(plan.seed, 'sample');
    const checked = await checkCommutation(runner, await runner.record(plan), () => sample.unit() < 0.25);
    swapped += checked.swapped;
    violations.push(...checked.violations);
    if (swapped >= enough || violations.length > 0) break;
  }
  return { swapped, violations };
}

describe('independent neighbours', () => {
  it.each(ALL.map((scenario) => [scenario.name, scenario] as const))(
    'may be swapped in "%s"',
    async (_name, scenario) => {
      const { swapped, violations } = await check(scenario, depth({ slice: 21, deep: Infinity }));
      expect(violations).toEqual([]);
      expect(swapped).toBeGreaterThan(20);
    },
  );

  it.each<[string, Scenario, (server: Server) => void]>([
    ['appends', everythingScenario, (server) => (server.commands.footprint = () => NOTHING)],
    ['requests', bankScenario, (server) => (server.acceptance.footprint = () => NOTHING)],
  ])('may not be where the model does not say what %s touch', async (_what, scenario, sabotage) => {
    const { violations } = await check(scenario, Infinity, { sabotage });
    expect(violations.length).toBeGreaterThan(0);
    expect(violations[0]).toMatch(/do not commute|cannot be/);
  });
});
