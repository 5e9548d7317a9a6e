import { SimulationError, UsageError } from '../core/errors.ts';
import type { Plan } from '../simulation/plan.ts';
import type { Scenario } from '../simulation/scenario.ts';
import { faultsOf } from './fault.ts';
import type { Finding } from './finding.ts';
import { investigate, type InvestigateOptions } from './investigate.ts';
import { Runner, type RunnerOptions } from './runner.ts';

/** An invariant is broken. The message tells the story of the shrunk run, and how to repeat it. */
export class InvariantBroken extends SimulationError {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super('INVARIANT_BROKEN', messageOf(finding));
    this.finding = finding;
  }
}

/**
 * Runs a plan and checks that every invariant holds; made for fast-check:
 *
 *     fc.assert(fc.asyncProperty(planOf(transfers), (plan) => holds(transfers, plan)), { seed: 42, numRuns: 1_000 });
 *
 * fast-check's `seed` and `path` name the generated run and repeat it; the plan in the message is the shrunk one, and
 * repeats with `examples: [[plan]]`.
 * @throws {InvariantBroken} when one does not
 */
export async function holds(
  scenario: Scenario,
  plan: Plan,
  options: RunnerOptions & InvestigateOptions = {},
): Promise<void> {
  if (plan.scenario !== scenario.name) {
    throw new UsageError('OTHER_SCENARIO', `This plan is for "${plan.scenario}", not for "${scenario.name}".`);
  }
  const runner = new Runner(scenario, options);
  const result = await runner.run(plan);
  if (faultsOf(result).length === 0) return;
  const source = { seed: plan.seed, path: undefined, strategy: plan.strategy?.name ?? 'plan' };
  const [finding] = await investigate(runner, await runner.record(plan), source, options);
  if (finding !== undefined) throw new InvariantBroken(finding);
}

function messageOf({ invariant, message, story, needs, plan }: Finding): string {
  const lines = ['', ...story, '', ...needs, '', 'The smallest plan that shows it:', JSON.stringify(plan)];
  return `"${invariant}" is broken. ${message}\n${lines.join('\n')}`;
}
