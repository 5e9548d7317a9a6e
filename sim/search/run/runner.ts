import type { PlanRunner, RecordedRun } from '../record/plan-runner.ts';
import { BUILT_IN } from '../../checks/built-in.ts';
import type { Decider } from '../../core/choices.ts';
import { UsageError } from '../../core/errors.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import {
  runPlan,
  type RunObserver,
  type RunOptions,
  type RunResult,
  type RunSettings,
} from '../../simulation/run/run-plan.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { CrashEquivalence } from '../exhaustive/crash-equivalence.ts';
import { UpgradeComparison } from '../versions/upgrade-comparison.ts';
import { judgedByCancel } from './left-by-cancel.ts';
import { loadedFresh, moduleOf } from './fresh-modules.ts';
import { deciderOf } from '../strategies/decider-of.ts';
import { RunRecord } from '../record/run-record.ts';

/** The settings that all runs of a runner have in common. */
export interface RunnerOptions extends RunSettings {
  /** False leaves out comparisons with runs in which nothing crashes, and no operator acts. Default true. */
  readonly compares?: boolean;
  /** URL of the module that exports the scenario; required for a scenario with `isolate: true`. */
  readonly module?: string;
  /** Whether only that counts which the upgrade of the scenario is to blame for. */
  readonly onlyUpgrade?: boolean;
  /** Changes the scenario before each run, also one that is loaded again. */
  readonly change?: (scenario: Scenario) => Scenario;
}

/** Runs plans of one scenario, all with the same settings. */
export class Runner implements PlanRunner {
  readonly scenario: Scenario;
  readonly #options: RunnerOptions;
  readonly #crashes: CrashEquivalence | undefined;
  readonly #upgrades: UpgradeComparison | undefined;
  readonly #made: { runs: number };

  constructor(scenario: Scenario, options: RunnerOptions = {}, made: { runs: number } = { runs: 0 }) {
    this.scenario = scenario;
    this.#options = options;
    this.#made = made;
    if (scenario.observe !== undefined && options.compares !== false) {
      this.#crashes = new CrashEquivalence(this.with({ compares: false }));
    }
    if (scenario.upgrade !== undefined && options.compares !== false) {
      this.#upgrades = new UpgradeComparison((change, plan) => this.with({ compares: false, change }).run(plan));
    }
  }

  /** All runs so far, including those of derived runners and those that only prepare another run. */
  get runs(): number {
    return this.#made.runs;
  }

  /** @returns a runner that does some things differently */
  with(options: RunnerOptions): Runner {
    return new Runner(this.scenario, { ...this.#options, ...options }, this.#made);
  }

  /** Runs a plan once. @param decider makes the choices; by default the plan and its strategy */
  async run(plan: Plan, decider?: Decider, observer?: RunObserver): Promise<RunResult> {
    const result = await runPlan(await this.#forOneRun(), plan, {
      builtIn: BUILT_IN,
      ...this.#options,
      ...this.#renewal(plan),
      decider: decider ?? (await deciderOf(plan, this)),
      ...(observer !== undefined && { observer }),
    });
    return this.#judged(plan, result);
  }

  /** Runs a plan once and records every step and choice. */
  async record<P extends Plan>(plan: P, decider?: Decider, observer: RunObserver = {}): Promise<RecordedRun<P>> {
    const record = new RunRecord();
    const result = await runPlan(await this.#forOneRun(), plan, {
      builtIn: BUILT_IN,
      ...this.#options,
      ...this.#renewal(plan),
      decider: decider ?? (await deciderOf(plan, this)),
      record: record.choices,
      observer: {
        ...observer,
        beforeStep: (step) => {
          observer.beforeStep?.(step);
          record.beforeStep(step);
        },
        see: (event) => {
          record.see(event);
          observer.see?.(event);
        },
      },
    });
    return { plan, result: await this.#judged(plan, result), record };
  }

  async #judged(plan: Plan, result: RunResult): Promise<RunResult> {
    const judgedRun = (await this.#upgrades?.judged(plan, result)) ?? result;
    const compared =
      this.#options.onlyUpgrade === true ? ((await this.#upgrades?.blamed(plan, judgedRun)) ?? judgedRun) : judgedRun;
    const judged = (await this.#crashes?.judged(plan, compared)) ?? compared;
    if (this.scenario.outside === undefined || this.#options.compares === false || judged.left.length === 0)
      return judged;
    return judgedByCancel(this.with({ compares: false }), plan, judged);
  }

  /** What loads modules again when the service process dies: only where the plan says so, as it costs time and memory. */
  #renewal({ renews }: Plan): Pick<RunOptions, 'renew'> {
    const { name, isolate } = this.scenario;
    const module = this.#options.module ?? moduleOf(this.scenario);
    if (module === undefined || (renews !== true && !isolate)) return {};
    return { renew: () => loadedFresh(module, name) };
  }

  /** The scenario, or with `isolate: true` a fresh one, with freshly loaded modules. */
  async #forOneRun(): Promise<Scenario> {
    const { change = (scenario: Scenario) => scenario } = this.#options;
    return change(await this.#asDeclared());
  }

  async #asDeclared(): Promise<Scenario> {
    this.#made.runs++;
    const { name, isolate } = this.scenario;
    if (!isolate) return this.scenario;
    const module = this.#options.module ?? moduleOf(this.scenario);
    if (module !== undefined) return loadedFresh(module, name);
    throw new UsageError(
      'MODULE_URL_REQUIRED',
      `The scenario "${name}" has \`isolate: true\`, but the module to load for each run is unknown: pass \`module: import.meta.url\` with the scenario.`,
    );
  }
}
