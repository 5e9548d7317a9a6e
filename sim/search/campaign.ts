import * as fc from 'fast-check';
import { BUILT_IN } from '../checks/built-in.ts';
import type { Verdict } from '../checks/invariant.ts';
import { Hash } from '../core/hash.ts';
import type { RunResult } from '../simulation/run-plan.ts';
import type { Plan } from '../simulation/plan.ts';
import type { Scenario } from '../simulation/scenario.ts';
import type { Server } from '../server/server.ts';
import { planOf } from './plan-arbitrary.ts';
import { Reach } from './reach.ts';
import { Runner } from './runner.ts';

/** How much to search. */
export interface CampaignOptions {
  readonly seed: number;
  /** Runs per scenario. */
  readonly runs: number;
  /** Repeat exactly this generated run, unshrunk. */
  readonly path?: string;
  /** Asked before each run: no more runs once it says so. */
  readonly stop?: () => boolean;
  /** Told after each run. */
  readonly progress?: (runs: number) => void;
  /** Whether an invariant, handler or outcome that was never reached makes the verdict `not exercised`. */
  readonly judgeReach: boolean;
  readonly sabotage?: (server: Server) => void;
}

export interface ScenarioResult {
  readonly name: string;
  readonly verdict: Verdict;
  readonly runs: number;
  readonly steps: number;
  readonly invocations: number;
  readonly virtualMs: number;
  /** Hash over the traces of all runs, in order. */
  readonly traceHash: string;
  readonly invariants: readonly { readonly name: string; readonly verdict: Verdict; readonly exercised: number }[];
  readonly findings: readonly Finding[];
  readonly advice: readonly { readonly message: string; readonly times: number }[];
  /** What was never reached, each in words. */
  readonly missing: readonly string[];
  readonly undecided: readonly string[];
}

/** A broken invariant and the run that shows it. */
export interface Finding {
  readonly invariant: string;
  readonly message: string;
  readonly seed: number;
  readonly path: string;
  readonly plan: Plan;
  readonly result: RunResult;
}

/** Runs a scenario many times and stops at its first finding. */
export async function campaign(scenario: Scenario, options: CampaignOptions): Promise<ScenarioResult> {
  const tally = new Tally(scenario, options);
  const property = fc.asyncProperty(planOf(scenario), async (plan) => {
    if (options.stop?.() === true && tally.runs > 0) fc.pre(false);
    return tally.take(plan);
  });
  const details = await fc.check(property, {
    seed: fastCheckSeed(options.seed),
    numRuns: options.path === undefined ? options.runs : 1,
    endOnFailure: true,
    maxSkipsPerRun: options.runs,
    ...(options.path !== undefined && { path: options.path }),
  });
  if (details.errorInstance instanceof Error && tally.finding === undefined) throw details.errorInstance;
  return tally.result(details.counterexamplePath ?? options.path ?? '0');
}

/** fast-check takes 32-bit seeds; larger ones of ours are folded. */
function fastCheckSeed(seed: number): number {
  return Number.isInteger(seed) && Math.abs(seed) < 2 ** 31 ? seed : (new Hash().number(seed).digest()[0] ?? 0) | 0;
}

/** Adds up the runs of one scenario. */
class Tally {
  runs = 0;
  finding: { readonly plan: Plan; readonly result: RunResult } | undefined;
  readonly #scenario: Scenario;
  readonly #options: CampaignOptions;
  readonly #reach: Reach;
  readonly #runner: Runner;
  readonly #hash = new Hash();
  readonly #exercised = new Map<string, number>();
  readonly #advice = new Map<string, number>();
  readonly #undecided = new Set<string>();
  #steps = 0;
  #invocations = 0;
  #virtualMs = 0;

  constructor(scenario: Scenario, options: CampaignOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#reach = new Reach(scenario);
    this.#runner = new Runner(scenario, options.sabotage === undefined ? {} : { sabotage: options.sabotage });
    for (const { name } of [...BUILT_IN, ...scenario.invariants]) this.#exercised.set(name, 0);
  }

  /** Runs one plan. @returns false when it broke an invariant */
  async take(plan: Plan): Promise<boolean> {
    const { progress } = this.#options;
    const result = await this.#runner.run(plan);
    this.runs++;
    this.#steps += result.steps;
    this.#invocations += result.invocations;
    this.#virtualMs += result.virtualMs;
    this.#hash.string(result.hash);
    this.#reach.add(result.events);
    if (result.undecided !== undefined) this.#undecided.add(result.undecided);
    for (const { name, exercised, advice } of result.invariants) {
      this.#exercised.set(name, (this.#exercised.get(name) ?? 0) + exercised);
      for (const { message } of advice) this.#advice.set(message, (this.#advice.get(message) ?? 0) + 1);
    }
    progress?.(this.runs);
    if (result.verdict !== 'broken') return true;
    this.finding = { plan, result };
    return false;
  }

  result(path: string): ScenarioResult {
    const findings = this.#findings(path);
    const broken = new Set(findings.map((finding) => finding.invariant));
    const invariants = [...this.#exercised].map(([name, exercised]) => ({
      name,
      verdict: this.#verdictOf(broken.has(name), exercised),
      exercised,
    }));
    const missing = this.#options.judgeReach && findings.length === 0 ? this.#missing(invariants) : [];
    return {
      name: this.#scenario.name,
      verdict: this.#overall(findings.length > 0, missing.length > 0),
      runs: this.runs,
      steps: this.#steps,
      invocations: this.#invocations,
      virtualMs: this.#virtualMs,
      traceHash: this.#hash.hex(),
      invariants,
      findings,
      advice: [...this.#advice].map(([message, times]) => ({ message, times })),
      missing,
      undecided: [...this.#undecided],
    };
  }

  #findings(path: string): Finding[] {
    if (this.finding === undefined) return [];
    const { plan, result } = this.finding;
    return result.invariants.flatMap(({ name, breach }) =>
      breach === undefined
        ? []
        : [{ invariant: name, message: breach.message, seed: this.#options.seed, path, plan, result }],
    );
  }

  #missing(invariants: readonly { readonly name: string; readonly exercised: number }[]): string[] {
    const idle = invariants.filter(({ exercised }) => exercised === 0).map(({ name }) => `invariant "${name}"`);
    return [...idle, ...this.#reach.missing()];
  }

  #verdictOf(broken: boolean, exercised: number): Verdict {
    if (broken) return 'broken';
    if (this.#undecided.size > 0) return 'undecided';
    return exercised === 0 ? 'not exercised' : 'held';
  }

  #overall(broken: boolean, missing: boolean): Verdict {
    if (broken) return 'broken';
    if (this.#undecided.size > 0) return 'undecided';
    return missing ? 'not exercised' : 'held';
  }
}
