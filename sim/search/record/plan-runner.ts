import type { Decider } from '../../core/choices.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { RunObserver, RunResult, RunSettings } from '../../simulation/run/run-plan.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { RunRecord } from './run-record.ts';

/** Runs plans of one scenario. What strategies, explorations and the shrinker need of a `Runner`. */
export interface PlanRunner {
  readonly scenario: Scenario;
  /** Runs a plan once. @param decider makes the choices; by default the plan and its strategy */
  run(plan: Plan, decider?: Decider, observer?: RunObserver): Promise<RunResult>;
  /** Runs a plan once and records every step and choice. */
  record<P extends Plan>(plan: P, decider?: Decider, observer?: RunObserver): Promise<RecordedRun<P>>;
  /** @returns a runner with some settings changed */
  with(settings: RunSettings): PlanRunner;
}

/** A run with everything that is needed to repeat it as a plan. */
export interface RecordedRun<P extends Plan = Plan> {
  readonly plan: P;
  readonly result: RunResult;
  readonly record: RunRecord;
}
