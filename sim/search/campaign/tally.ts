import type { Explored, RunSummary, ScenarioResult, StrategyYield } from './types.ts';
import { BUILT_IN } from '../../checks/built-in.ts';
import type { Verdict } from '../../checks/invariant.ts';
import { installAmbient } from '../../attempt/ambient.ts';
import { ChangedGlobals } from '../../attempt/ambient/changed-globals.ts';
import { boundHandlersOf, boundKindsOf } from '../../simulation/scenario/bound-handlers.ts';
import { troublesIn } from '../../simulation/faults/interventions.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { CRASHES_CHANGE_NOTHING } from '../exhaustive/crash-equivalence.ts';
import type { Finding } from '../finding/finding.ts';
import type { Found } from '../finding/investigate.ts';
import { faultName } from '../record/fault.ts';
import { boundsInWords, type Bounds } from '../exhaustive/bounds.ts';
import { coverageOf, reportOf } from './coverage.ts';
import { upgradeResultOf, type UpgradeResult } from '../upgrade/upgrade-result.ts';
import { POINTS, type Explored as ExploredUpgrade } from '../upgrade/explore-upgrade.ts';
import { JudgedReach, type JudgeReach } from './judged-reach.ts';
import { neverAllowed, neverOperated } from './never-operated.ts';
import { neverSucceeded } from './never-succeeded.ts';
import { RunSums } from './run-sums.ts';
import { Reach } from './reach.ts';
import type { Tried } from './run-source.ts';

/** Makes a summary of each run. */
export class Summarizer {
  readonly #reach: Reach;
  readonly #scenario: Scenario;
  readonly #globals: ChangedGlobals;
  #runs = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#reach = new Reach(scenario);
    // What the simulator itself replaces is no change.
    installAmbient();
    this.#globals = new ChangedGlobals();
  }

  of({ strategy, result, world }: Tried): RunSummary {
    this.#reach.add(result.events);
    // To look costs as much as a short run: after runs 1, 2, 4, 8, ...
    const isLooking = Number.isInteger(Math.log2(++this.#runs));
    const changed = isLooking ? this.#globals.changes() : [];
    const { hash, steps, invocations, virtualMs, undecided, notRenewed, invariants } = result;
    return {
      strategy,
      hash,
      steps,
      invocations,
      virtualMs,
      undecided,
      notRenewed,
      ...(changed.length > 0 && { changed }),
      exercised: invariants.map(({ name, exercised }) => [name, exercised] as const),
      advice: invariants.flatMap(({ advice }) =>
        advice.map(({ location, message }) => ({ location: location ?? message, message })),
      ),
      ...(result.allowed.length > 0 && { allowed: result.allowed }),
      left: result.left.map(({ handler, what }) => ({ handler, what })),
      missing: this.#reach.missing(),
      world,
      coverage: [...coverageOf(result.events, this.#scenario.charts)],
    };
  }
}

function changeText(name: string): string {
  return `The code of the scenario changes ${name} while it runs, which stays for every later run in this process. Change it where the module is loaded, or not at all.`;
}

/** Adds up the runs of one scenario, in order. */
export class Tally {
  readonly findings: Finding[] = [];
  /** Names of their faults. */
  readonly #faults = new Set<string>();
  readonly #scenario: Scenario;
  readonly #goesOn: boolean;
  readonly #judged: JudgedReach | undefined;
  readonly #sums: RunSums;
  /** Invariants that are listed whether they had something to judge or not. */
  readonly #expected: readonly string[];
  /** Deploys, by the strategy that makes them. They are not counted as runs. */
  readonly #deploys = new Map<string, number>();
  readonly #undecided = new Set<string>();
  #upgrade: UpgradeResult | undefined;

  /**
   * @param judgeReach undefined for a single run, which need not reach anything
   * @param goesOn whether the campaign goes on after a finding, so that what it has not reached is known then, too
   */
  constructor(scenario: Scenario, judgeReach: JudgeReach | undefined, goesOn = false) {
    this.#scenario = scenario;
    this.#goesOn = goesOn;
    this.#sums = new RunSums(scenario.allow);
    const kinds = boundKindsOf(scenario);
    const derived = scenario.observe === undefined ? [] : [CRASHES_CHANGE_NOTHING];
    const listed = [...BUILT_IN, ...scenario.invariants].filter(
      ({ optional, about }) => optional !== true && (about === undefined || kinds.has(about)),
    );
    this.#expected = [...listed.map(({ name }) => name), ...derived];
    if (judgeReach !== undefined) this.#judged = new JudgedReach(scenario, judgeReach, derived);
  }

  get runs(): number {
    return this.#sums.runs;
  }

  /** Runs since the last one that reached something new. */
  get runsWithoutNews(): number {
    return this.#sums.runsWithoutNews;
  }

  add(summary: RunSummary): void {
    this.#sums.add(summary);
  }

  /** Adds what is not the same fault as a finding that is there already. */
  found(found: readonly Found[]): void {
    for (const { finding, others } of found) {
      if (!this.#isNew(finding)) continue;
      for (const each of [finding, ...others]) {
        if (!this.#isNew(each)) continue;
        this.findings.push(each);
        this.#faults.add(faultName(each));
      }
    }
  }

  /** Adds what deploys at every point have shown. */
  upgraded(explored: ExploredUpgrade): void {
    this.#upgrade = upgradeResultOf(explored, this.#scenario);
    this.#deploys.set(POINTS, explored.tried.length);
    const { steps, invocations, virtualMs, exercised } = explored.totals;
    const none = new RunSums().data();
    const advice = [...new Set(explored.advice)].map((message) => [message, message, 1] as const);
    this.#sums.append({ ...none, steps, invocations, virtualMs, exercised: [...exercised], advice });
    this.found(explored.findings.map((finding) => ({ finding, others: [] })));
    for (const why of explored.undecided) this.#undecided.add(why);
    if (explored.cut) this.#undecided.add('the search ended before a deploy was tried at every point');
  }

  #isNew(finding: Finding): boolean {
    return !this.#faults.has(faultName(finding));
  }

  /** The budget of time, or a signal, ended the campaign in the middle of a run. */
  cut(): void {
    if (this.runs === 0) this.#undecided.add('the search ended before its first run did');
  }

  /** @param bounds of explorations */
  result(bounds: Bounds): ScenarioResult {
    const sums = this.#sums;
    const broken = new Set(this.findings.map(({ invariant }) => invariant));
    const listed = new Map([...this.#expected.map((name) => [name, 0] as const), ...sums.exercised]);
    const undecided = [...this.#undecided, ...sums.undecided];
    const isDecided = undecided.length === 0;
    const invariants = [...listed].map(([name, exercised]) => ({
      name,
      verdict: verdictOf(broken.has(name), isDecided, exercised === 0),
      exercised,
    }));
    const missing = (broken.size === 0 || this.#goesOn) && this.runs > 0 ? this.#neverReached(invariants) : [];
    const { faults } = this.#scenario;
    const times = new Map([...sums.coverage].map(([name, reached]) => [name, reached.times]));
    // Authors of a scenario know which of their requests fail, and have `outcomes` for the rest.
    const failing = this.#scenario.judgesReach === false ? neverSucceeded(times) : [];
    const neverDone = [...failing.map(({ words }) => words), ...neverOperated(times, faults), ...this.#neverReloaded()];
    return {
      name: this.#scenario.name,
      verdict: verdictOf(broken.size > 0, isDecided, missing.length > 0),
      runs: sums.runs,
      steps: sums.steps,
      invocations: sums.invocations,
      virtualMs: sums.virtualMs,
      traceHash: sums.hash,
      invariants,
      findings: this.findings,
      strategies: this.#strategies(),
      coverage: reportOf(times, troublesIn(faults) > 0, this.#scenario.charts, [
        ...sums.missing,
        ...neverDone,
        ...neverAllowed(faults),
      ]),
      explored: sums.worlds.size === 0 ? undefined : this.#explored(bounds),
      advice: [...[...sums.advice.values()].map(({ message, times }) => ({ message, times })), ...this.#changes()],
      missing,
      handlers: boundHandlersOf(this.#scenario).length,
      neverSucceeded: failing.map(({ handler }) => handler),
      neverDone,
      waived: sums.waived.all(),
      allowed: sums.allowed.all(),
      undecided,
      cutShort: this.findings.some(({ shrinking }) => shrinking.cut === true) ? ['shrinking'] : [],
      ...(this.#upgrade !== undefined && { upgrade: this.#upgrade }),
    };
  }

  #changes(): ScenarioResult['advice'] {
    return [...this.#sums.changed].sort().map((name) => ({ message: changeText(name), times: 1 }));
  }

  #explored(bounds: Bounds): Explored {
    const worlds = [...this.#sums.worlds.values()];
    const left = worlds.filter(({ complete }) => !complete);
    const executions = worlds.reduce((sum, world) => sum + world.executions, 0);
    const number = executions.toLocaleString('en');
    const upTo = `up to ${boundsInWords(bounds)}`;
    const which = worlds.length === 1 ? '1 small world' : `${worlds.length} small worlds`;
    const words =
      left.length === 0
        ? `all ${number} inequivalent executions of ${which} explored, ${upTo}`
        : `${number} inequivalent executions of ${which} explored, ${upTo}; left unfinished: ${left.map(({ operations }) => operations).join(' | ')}`;
    return { words, complete: left.length === 0, worlds };
  }

  #strategies(): readonly StrategyYield[] {
    const yields = new Map(
      [...this.#deploys, ...this.#sums.strategies].map(([name, runs]) => [name, { runs, findings: 0, firsts: 0 }]),
    );
    for (const { strategy } of this.findings) {
      const known = yields.get(strategy) ?? { runs: 0, findings: 0, firsts: 0 };
      known.findings++;
      yields.set(strategy, known);
    }
    for (const { strategy } of this.#sums.coverage.values()) {
      const known = yields.get(strategy);
      if (known !== undefined) known.firsts++;
    }
    return [...yields].map(([name, brought]) => ({ name, ...brought }));
  }

  #neverReached(invariants: readonly { readonly name: string; readonly exercised: number }[]): string[] {
    const judged = this.#judged;
    if (judged === undefined) return [];
    const idle = invariants.filter(({ name, exercised }) => exercised === 0 && judged.invariant(name));
    // A property whose code requests nothing has tested nothing.
    const isIdle = this.#scenario.body !== undefined && this.#sums.invocations === 0;
    const request = isIdle ? ['any request: the code of the test calls no handler'] : [];
    const notInFlight = (this.#upgrade?.never ?? []).map((handler) => `a deploy while ${handler} was in flight`);
    return [
      ...request,
      ...notInFlight,
      ...idle.map(({ name }) => `invariant "${name}"`),
      ...this.#sums.missing.filter((what) => judged.missing(what)),
    ];
  }

  #neverReloaded(): string[] {
    const { notRenewed } = this.#sums;
    if (notRenewed === undefined) return [];
    return [`a process crash that reloads the modules, because reloading fails: ${notRenewed}`];
  }
}

function verdictOf(isBroken: boolean, isDecided: boolean, isMissing: boolean): Verdict {
  if (isBroken) return 'broken';
  if (!isDecided) return 'undecided';
  return isMissing ? 'not exercised' : 'held';
}
