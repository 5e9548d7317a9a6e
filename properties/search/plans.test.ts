/**
 * Goal: a plan says everything about a run. Method: runs that strategies have chosen are turned into plans, and the quiet
 * run of the plan must be the same world: the same events, in the same order wherever the order can matter.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everythingScenario } from '../../scenarios/everything-a-handler-can-do.ts';
import { ALL } from '../../scenarios/index.ts';
import { canonicalHash } from '../../sim/search/record/canonical-order.ts';
import { drawnPlanOf, planOf } from '../../sim/search/plan/plan-arbitrary.ts';
import { planOfRun } from '../../sim/search/plan/plan-of-run.ts';
import { readPlan } from '../../sim/search/plan/plan-schema.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import type { RecordedRun } from '../../sim/search/record/plan-runner.ts';
import type { Plan } from '../../sim/simulation/faults/plan.ts';
import { depth } from '../harness/depth.ts';
import { STRATEGIES } from './generator-strategies.ts';

const RUNS = depth({ slice: 2, deep: 40 });

const worlds = ALL.flatMap((scenario) => STRATEGIES.map((strategy) => [scenario.name, strategy, scenario] as const));

function canonical({ record, result }: RecordedRun): string {
  return canonicalHash(record.steps, result.events);
}

describe('a recorded run, turned into a plan', () => {
  it.each(worlds)('is the same run of "%s" by %s', async (_name, strategy, scenario) => {
    const runner = new Runner(scenario);
    for (const plan of fc.sample(drawnPlanOf(scenario, { strategies: [strategy] }), { seed: 11, numRuns: RUNS })) {
      const recorded = await runner.record(plan);
      const planned = await planOfRun(runner, recorded, (result) => result.verdict === recorded.result.verdict);
      expect(planned?.plan.strategy).toBeUndefined();
      expect(planned && canonical(planned)).toBe(canonical(recorded));
    }
  });

  it('survives a file', async () => {
    const runner = new Runner(everythingScenario);
    for (const plan of fc.sample(drawnPlanOf(everythingScenario), { seed: 12, numRuns: RUNS })) {
      const planned = await planOfRun(runner, await runner.record(plan), () => true);
      const read = readPlan(JSON.parse(JSON.stringify(planned?.plan)));
      expect((await runner.run(read)).hash).toBe(planned?.result.hash);
    }
  });
});

describe('a plan in a file', () => {
  const [plan] = fc.sample(planOf(everythingScenario), { seed: 1, numRuns: 1 });

  it.each<[string, (plan: Plan) => unknown, string]>([
    [
      'of another version',
      (whole) => ({ ...whole, version: 2 }),
      'plan has format version 2; this restate-sim reads version 1.',
    ],
    [
      'without operations',
      (whole) => ({ ...whole, operations: [] }),
      'This is not a valid plan: plan.operations must not be empty.',
    ],
    [
      'with a field too many',
      (whole) => ({ ...whole, extra: 1 }),
      'This is not a valid plan: plan.extra is not known.',
    ],
    [
      'without holds',
      (whole) => ({ ...whole, holds: undefined }),
      'This is not a valid plan: plan.holds must be a list.',
    ],
    [
      'with a trouble that does not exist',
      (whole) => ({ ...whole, operations: whole.operations.map((one) => ({ ...one, troubles: [{ kind: 'flood' }] })) }),
      'This is not a valid plan: plan.operations[0].troubles[0].kind is not known.',
    ],
    [
      'with one name twice',
      (whole) => ({ ...whole, operations: [whole.operations[0], whole.operations[0]] }),
      'This is not a valid plan: two operations are called "a".',
    ],
    ['that is none', () => 'plan', 'This is not a valid plan: plan must be an object.'],
  ])('is refused %s', (_what, change, message) => {
    expect(plan).toBeDefined();
    if (plan !== undefined) expect(() => readPlan(change(plan))).toThrow(message);
  });
});
