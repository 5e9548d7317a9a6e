import type { Explored, RunSummary, ScenarioResult } from './types.ts';
import { BUILT_IN } from '../../checks/built-in.ts';
import type { Verdict } from '../../checks/invariant.ts';
import { installAmbient } from '../../attempt/ambient.ts';
import { ChangedGlobals } from '../../attempt/ambient/changed-globals.ts';
import { Hash } from '../../core/hash.ts';
import { boundHandlersOf, boundKindsOf } from '../../simulation/scenario/bound-handlers.ts';
import { troublesIn } from '../../simulation/faults/interventions.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { CRASHES_CHANGE_NOTHING } from '../exhaustive/crash-equivalence.ts';
import type { Finding } from '../finding/finding.ts';
import type { Found } from '../finding/investigate.ts';
import { faultName } from '../record/fault.ts';
import { boundsInWords, type Bounds } from '../exhaustive/bounds.ts';
import { AllowedUses } from '../record/allowed-uses.ts';
import { coverageOf, reportOf } from './coverage.ts';
import { upgradeResultOf, type UpgradeResult } from '../upgrade/upgrade-result.ts';
import { POINTS, type Explored as ExploredUpgrade } from '../upgrade/explore-upgrade.ts';
import { JudgedReach, type JudgeReach } from './judged-reach.ts';
import { neverAllowed, neverOperated } from './never-operated.ts';
import { neverSucceeded } from './never-succeeded.ts';
import { WaivedCount } from './waived.ts';
import { Reach } from './reach.ts';
import type { ExploredWorld, Tried } from './run-source.ts';

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

interface Yield {
  runs: number;
  findings: number;
  firsts: number;
}

/** Adds up the runs of one scenario, in order. */
export class Tally {
  runs = 0;
  /** Runs since the last one that reached something new. */
  runsWithoutNews = 0;
  readonly findings: Finding[] = [];
  /** Names of their faults. */
  readonly #faults = new Set<string>();
  readonly #scenario: Scenario;
  readonly #goesOn: boolean;
  readonly #judged: JudgedReach | undefined;
  readonly #hash = new Hash();
  readonly #exercised = new Map<string, number>();
  /** By its location. */
  readonly #advice = new Map<string, { readonly message: string; times: number }>();
  readonly #waived = new WaivedCount();
  readonly #allowed: AllowedUses;
  readonly #undecided = new Set<string>();
  readonly #strategies = new Map<string, Yield>();
  readonly #coverage = new Map<string, number>();
  /** What each worker has not reached, by its latest report. */
  readonly #missing = new Map<number, readonly string[]>();
  readonly #worlds = new Map<number, ExploredWorld>();
  #upgrade: UpgradeResult | undefined;
  #notRenewed: string | undefined;
  readonly #changed = new Set<string>();
  #steps = 0;
  #invocations = 0;
  #virtualMs = 0;

  /**
   * @param judgeReach undefined for a single run, which need not reach anything
   * @param goesOn whether the campaign goes on after a finding, so that what it has not reached is known then, too
   */
  constructor(scenario: Scenario, judgeReach: JudgeReach | undefined, goesOn = false) {
    this.#scenario = scenario;
    this.#goesOn = goesOn;
    this.#allowed = new AllowedUses(scenario.allow);
    const kinds = boundKindsOf(scenario);
    for (const { name, optional, about } of [...BUILT_IN, ...scenario.invariants]) {
      if (optional !== true && (about === undefined || kinds.has(about))) this.#exercised.set(name, 0);
    }
    const derived = scenario.observe === undefined ? [] : [CRASHES_CHANGE_NOTHING];
    for (const name of derived) this.#exercised.set(name, 0);
    if (judgeReach !== undefined) this.#judged = new JudgedReach(scenario, judgeReach, derived);
  }

  /** @param runner number of the worker that ran it */
  add(summary: RunSummary, runner: number): void {
    this.runs++;
    this.#steps += summary.steps;
    this.#invocations += summary.invocations;
    this.#virtualMs += summary.virtualMs;
    this.#hash.string(summary.hash);
    this.#missing.set(runner, summary.missing);
    if (summary.world !== undefined) this.#worlds.set(summary.world.world, summary.world);
    if (summary.world?.undecided !== undefined) this.#undecided.add(summary.world.undecided);
    if (summary.undecided !== undefined) this.#undecided.add(summary.undecided);
    this.#notRenewed ??= summary.notRenewed;
    for (const name of summary.changed ?? []) this.#changed.add(name);
    for (const [name, exercised] of summary.exercised) {
      // One that is there just in case is listed once it has had something to judge.
      const before = this.#exercised.get(name);
      if (before !== undefined || exercised > 0) this.#exercised.set(name, (before ?? 0) + exercised);
    }
    this.#waived.add(summary.left);
    this.#allowed.add(summary.allowed ?? []);
    for (const { location, message } of summary.advice) {
      const known = this.#advice.get(location);
      if (known === undefined) this.#advice.set(location, { message, times: 1 });
      else known.times++;
    }
    const brought = this.#yield(summary.strategy);
    brought.runs++;
    this.runsWithoutNews++;
    for (const [name, times] of summary.coverage) {
      const before = this.#coverage.get(name);
      if (before === undefined) {
        brought.firsts++;
        this.runsWithoutNews = 0;
      }
      this.#coverage.set(name, (before ?? 0) + times);
    }
  }

  /** Adds what is not the same fault as a finding that is there already. */
  found(found: readonly Found[]): void {
    for (const { finding, others } of found) {
      if (!this.#isNew(finding)) continue;
      for (const each of [finding, ...others]) {
        if (!this.#isNew(each)) continue;
        this.findings.push(each);
        this.#faults.add(faultName(each));
        this.#yield(each.strategy).findings++;
      }
    }
  }

  /** Adds what deploys at every point have shown. */
  upgraded(explored: ExploredUpgrade): void {
    this.#upgrade = upgradeResultOf(explored, this.#scenario);
    this.#yield(POINTS).runs = explored.tried.length;
    const { steps, invocations, virtualMs, exercised } = explored.totals;
    this.#steps += steps;
    this.#invocations += invocations;
    this.#virtualMs += virtualMs;
    for (const [name, times] of exercised) {
      const before = this.#exercised.get(name);
      if (before !== undefined || times > 0) this.#exercised.set(name, (before ?? 0) + times);
    }
    this.found(explored.findings.map((finding) => ({ finding, others: [] })));
    for (const message of explored.advice)
      if (!this.#advice.has(message)) this.#advice.set(message, { message, times: 1 });
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
    const broken = new Set(this.findings.map(({ invariant }) => invariant));
    const invariants = [...this.#exercised].map(([name, exercised]) => ({
      name,
      verdict: this.#verdictOf(broken.has(name), exercised),
      exercised,
    }));
    const missing = (broken.size === 0 || this.#goesOn) && this.runs > 0 ? this.#neverReached(invariants) : [];
    const { faults } = this.#scenario;
    // Authors of a scenario know which of their requests fail, and have `outcomes` for the rest.
    const failing = this.#scenario.judgesReach === false ? neverSucceeded(this.#coverage) : [];
    const neverDone = [
      ...failing.map(({ words }) => words),
      ...neverOperated(this.#coverage, faults),
      ...this.#neverReloaded(),
    ];
    return {
      name: this.#scenario.name,
      verdict: this.#overall(broken.size > 0, missing.length > 0),
      runs: this.runs,
      steps: this.#steps,
      invocations: this.#invocations,
      virtualMs: this.#virtualMs,
      traceHash: this.#hash.hex(),
      invariants,
      findings: this.findings,
      strategies: [...this.#strategies].map(([name, brought]) => ({ name, ...brought })),
      coverage: reportOf(this.#coverage, troublesIn(faults) > 0, this.#scenario.charts, [
        ...this.#missed(),
        ...neverDone,
        ...neverAllowed(faults),
      ]),
      explored: this.#worlds.size === 0 ? undefined : this.#explored(bounds),
      advice: [...[...this.#advice.values()].map(({ message, times }) => ({ message, times })), ...this.#changes()],
      missing,
      handlers: boundHandlersOf(this.#scenario).length,
      neverSucceeded: failing.map(({ handler }) => handler),
      neverDone,
      waived: this.#waived.all(),
      allowed: this.#allowed.all(),
      undecided: [...this.#undecided],
      cutShort: this.findings.some(({ shrinking }) => shrinking.cut === true) ? ['shrinking'] : [],
      ...(this.#upgrade !== undefined && { upgrade: this.#upgrade }),
    };
  }

  #changes(): ScenarioResult['advice'] {
    return [...this.#changed].sort().map((name) => ({ message: changeText(name), times: 1 }));
  }

  #explored(bounds: Bounds): Explored {
    const worlds = [...this.#worlds.values()];
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

  #yield(strategy: string): Yield {
    let known = this.#strategies.get(strategy);
    if (known === undefined) this.#strategies.set(strategy, (known = { runs: 0, findings: 0, firsts: 0 }));
    return known;
  }

  #neverReached(invariants: readonly { readonly name: string; readonly exercised: number }[]): string[] {
    const judged = this.#judged;
    if (judged === undefined) return [];
    const idle = invariants.filter(({ name, exercised }) => exercised === 0 && judged.invariant(name));
    // A property whose code requests nothing has tested nothing.
    const isIdle = this.#scenario.body !== undefined && this.#invocations === 0;
    const request = isIdle ? ['any request: the code of the test calls no handler'] : [];
    const notInFlight = (this.#upgrade?.never ?? []).map((handler) => `a deploy while ${handler} was in flight`);
    return [
      ...request,
      ...notInFlight,
      ...idle.map(({ name }) => `invariant "${name}"`),
      ...this.#missed().filter((what) => judged.missing(what)),
    ];
  }

  #neverReloaded(): string[] {
    if (this.#notRenewed === undefined) return [];
    return [`a process crash that reloads the modules, because reloading fails: ${this.#notRenewed}`];
  }

  /** What no worker has reached. */
  #missed(): string[] {
    const [first = [], ...others] = this.#missing.values();
    return first.filter((name) => others.every((missing) => missing.includes(name)));
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
