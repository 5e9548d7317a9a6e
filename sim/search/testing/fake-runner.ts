import * as fc from 'fast-check';
import type { Decider } from '../../core/choices.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { JournalPoint } from '../../simulation/faults/planned-troubles.ts';
import type { RunObserver, RunResult, RunSettings } from '../../simulation/run/run-plan.ts';
import { scenario, type Scenario } from '../../simulation/scenario/scenario.ts';
import type { PlanRunner, RecordedRun } from '../record/plan-runner.ts';
import { RunRecord, type RecordedStep } from '../record/run-record.ts';

/** What the run of a plan shows. */
export interface Shown extends Partial<RunResult> {
  /** Journal points that it reaches. */
  readonly points?: readonly JournalPoint[];
  readonly recorded?: readonly RecordedStep[];
}

/** Runs plans by a function: the rules of the search in the absence of a simulation. */
export class FakeRunner implements PlanRunner {
  readonly scenario: Scenario;
  /** The plans that were run, in order. */
  readonly plans: Plan[] = [];
  /** What runs were made with. */
  readonly settings: RunSettings[] = [];
  readonly #run: (plan: Plan, decider?: Decider, observer?: RunObserver) => Shown;

  constructor(run: (plan: Plan, decider?: Decider, observer?: RunObserver) => Shown, of: Partial<Scenario> = {}) {
    this.scenario = { ...TINY, ...of };
    this.#run = run;
  }

  run(plan: Plan, decider?: Decider, observer?: RunObserver): Promise<RunResult> {
    return Promise.resolve(this.#made(plan, decider, observer).result);
  }

  record<P extends Plan>(plan: P, decider?: Decider, observer?: RunObserver): Promise<RecordedRun<P>> {
    const { result, recorded } = this.#made(plan, decider, observer);
    const record = new RunRecord();
    record.steps.push(...recorded);
    return Promise.resolve({ plan, result, record });
  }

  with(settings: RunSettings): PlanRunner {
    this.settings.push(settings);
    return this;
  }

  #made(plan: Plan, decider?: Decider, observer?: RunObserver) {
    this.plans.push(plan);
    const { points = [], recorded = [], ...result } = this.#run(plan, decider, observer);
    for (const point of points) observer?.point?.(point);
    return { result: { ...HELD, ...result }, recorded };
  }
}

const TINY: Scenario = scenario('tiny', {
  services: () => [],
  operations: () => [fc.constant({ kind: 'call', service: 'Tiny', handler: 'bump' })],
});

const HELD: RunResult = {
  verdict: 'held',
  hash: '0',
  steps: 1,
  virtualMs: 0,
  invocations: 1,
  events: [],
  invariants: [],
  left: [],
  undecided: undefined,
  waitedOutside: false,
  allowed: [],
  observed: undefined,
};

/** A run that breaks invariants of these names. */
export function broken(...names: readonly string[]): Shown {
  const breach = { message: 'It is wrong.', events: [] };
  return { verdict: 'broken', invariants: names.map((name) => ({ name, breach, advice: [], exercised: 1 })) };
}

/** A step that writes what is named after it, unless it says otherwise. */
export function step(name: string, more: Partial<RecordedStep> = {}): RecordedStep {
  const isTime = /^time \d+$/.test(name);
  const footprint = { reads: [], writes: isTime ? ['world'] : ['state:O/k/x'] };
  return { name, chain: name.replace(/:.*/, ''), footprint, isTime, firstEvent: 0, ...more };
}
