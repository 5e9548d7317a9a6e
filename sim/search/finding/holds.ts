import * as fc from 'fast-check';
import { SimulationError, UsageError } from '../../core/errors.ts';
import { wrappedText } from '../../core/wrapped.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { jsonText } from '../../trace/json.ts';
import { TEST_PASSES } from '../../trace/event.ts';
import { confirmed } from './confirm/confirmed.ts';
import { faultsOf } from '../record/fault.ts';
import type { Finding } from './finding.ts';
import { investigate, type InvestigateOptions } from './investigate.ts';
import { drawnPlan } from '../plan/drawn-operation.ts';
import { Runner, type RunnerOptions } from '../run/runner.ts';

/** An invariant is broken. The message contains the story of the shrunk run, and how to repeat it. */
export class InvariantBroken extends SimulationError {
  readonly #finding: Finding;

  /** @param repeat how to repeat the run, line by line; by default the plan itself */
  constructor(finding: Finding, repeat?: readonly string[]) {
    super('INVARIANT_BROKEN', messageOf(finding, repeat));
    this.#finding = finding;
  }

  /** What was found. No property of its own: Node prints those of an uncaught error, and this one fills the screen. */
  get finding(): Finding {
    return this.#finding;
  }
}

/**
 * Runs a plan and checks that every invariant holds; made for fast-check:
 *
 *     fc.assert(fc.asyncProperty(planOf(transfers), (plan) => holds(transfers, plan)), { seed: 42, numRuns: 1_000 });
 *
 * fast-check's `seed` and `path` name the generated run and repeat it. The message of `fc.assert` and that of the error also
 * contain the shrunk plan, which repeats with `examples: [[plan]]`.
 * @throws {InvariantBroken} if one does not hold
 */
export async function holds(
  scenario: Scenario,
  plan: Plan,
  options: RunnerOptions & InvestigateOptions = {},
): Promise<void> {
  if (plan.scenario !== scenario.name) {
    throw new UsageError('WRONG_SCENARIO', `This plan is for "${plan.scenario}", not for "${scenario.name}".`);
  }
  const runner = new Runner(scenario, options);
  const result = await runner.run(plan);
  if (faultsOf(result).length === 0) return;
  const source = { seed: plan.seed, path: undefined, strategy: plan.strategy?.name ?? 'plan' };
  const findings = await investigate(runner, await runner.record(drawnPlan(plan)), source, options);
  const engine = options.engine?.name ?? 'fake';
  const [finding] = await confirmed(scenario, findings.slice(0, 1), { engine, module: undefined, runner: options });
  if (finding === undefined) return;
  printShrunk(plan, finding.plan);
  throw new InvariantBroken(finding);
}

/** fast-check prints the plan that it generated; this makes it print the shrunk plan, too. */
function printShrunk(plan: Plan, shrunk: Plan): void {
  const smallest = jsonText(shrunk);
  const generated = jsonText(plan);
  if (smallest === generated || !Object.isExtensible(plan)) return;
  const value = (): string => `${generated}, which shrinks to\n${smallest}\n`;
  // Not enumerable: it must not become a part of the plan when that is copied or written to a file.
  Object.defineProperty(plan, fc.toStringMethod, { value, configurable: true });
}

function messageOf(
  { invariant, kind, message, story, needs, plan, confirmation }: Finding,
  repeat: readonly string[] = ['The smallest plan that shows it:', jsonText(plan)],
): string {
  const headline = kind === TEST_PASSES ? message : `"${invariant}" is broken. ${message}`;
  const worth = confirmation === undefined ? [] : [confirmation.words];
  // The first line stays whole: it is what tests of errors match on. What follows is for reading.
  const details = wrappedText(['', ...story, '', ...needs, ...worth, ''].join('\n'));
  return [headline, details, ...repeat].join('\n');
}
