import { faultName, faultsOf } from '../search/record/fault.ts';
import type { FindingFile } from '../search/finding/finding.ts';
import { checkReplayable, scenarioOf } from '../search/finding/replay.ts';
import { generatorsOf, triedAt, type Strategy } from '../search/campaign/run-source.ts';
import { drawnPlan } from '../search/plan/drawn-operation.ts';
import { planOfRun } from '../search/plan/plan-of-run.ts';
import { Runner, type RunnerOptions } from '../search/run/runner.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { DebugSession } from './debug-session.ts';

/** Where the run comes from that is looked at. */
export type Source =
  | { readonly finding: FindingFile }
  | { readonly plan: Plan }
  /** A run that a search generates. */
  | { readonly scenario: Scenario; readonly seed: number; readonly path: string; readonly strategy?: Strategy };

/** An opened session, and what a user has to know of it. */
export interface Opened {
  readonly session: DebugSession;
  readonly scenario: Scenario;
  readonly notes: readonly string[];
}

/**
 * Opens a session at the first step of a run.
 * @throws {UsageError} when no scenario is that of the finding or plan, when a finding needs what is not allowed, or when its
 *   requests call handlers that no longer exist
 */
export async function openSession(
  scenarios: readonly Scenario[],
  source: Source,
  options: RunnerOptions = {},
): Promise<Opened> {
  if ('finding' in source) return ofFinding(scenarios, source.finding, options);
  if ('plan' in source) {
    const scenario = scenarioOf(scenarios, source.plan);
    return ofPlan(scenario, source.plan, options);
  }
  const { scenario, seed, path, strategy } = source;
  const runner = new Runner(scenario, options);
  const { again } = await triedAt(runner, seed, path, generatorsOf(strategy));
  return ofPlan(scenario, (await again()).plan, options);
}

async function ofFinding(
  scenarios: readonly Scenario[],
  finding: FindingFile,
  options: RunnerOptions,
): Promise<Opened> {
  const scenario = scenarioOf(scenarios, finding.plan);
  checkReplayable(scenario, finding);
  const opened = await ofPlan(scenario, finding.plan, options);
  const { result } = opened.session.run;
  const shows = faultsOf(result).some((fault) => faultName(fault) === faultName(finding));
  const isSame = result.hash === finding.traceHash;
  const notes = [
    ...(shows
      ? []
      : [`"${finding.invariant}" is not broken in this run: the code has changed, or the run needs another engine.`]),
    ...(isSame ? [] : ['The run is not the one that was saved: the code has changed since.']),
  ];
  return { ...opened, notes: [...opened.notes, ...notes] };
}

/** A plan with a strategy becomes one that says what the strategy has chosen, so that a branch can change one choice of it. */
async function ofPlan(scenario: Scenario, plan: Plan, options: RunnerOptions): Promise<Opened> {
  const runner = new Runner(scenario, options);
  if (plan.strategy === undefined) return { session: await DebugSession.open(runner, plan), scenario, notes: [] };
  const recorded = await runner.record(drawnPlan(plan));
  const wanted = faultsOf(recorded.result)
    .map((fault) => faultName(fault))
    .join('\n');
  const same = (result: typeof recorded.result): boolean =>
    faultsOf(result)
      .map((fault) => faultName(fault))
      .join('\n') === wanted;
  const planned = await planOfRun(runner, recorded, same, ['exact', 'closed', 'loose']);
  if (planned !== undefined) return { session: await DebugSession.open(runner, planned.plan), scenario, notes: [] };
  return {
    session: await DebugSession.open(runner, plan),
    scenario,
    notes: [
      'The choices of the strategy cannot be written down as a plan for this run, so a branch may differ from it before its step.',
    ],
  };
}
