import type { EngineName } from '../../attempt/engines.ts';
import type { LeftWaiting, Verdict } from '../../checks/invariant.ts';
import type { Server } from '../../server/server.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { Bounds } from '../exhaustive/bounds.ts';
import type { Finding } from '../finding/finding.ts';
import type { Found } from '../finding/investigate.ts';
import type { CoverageReport } from './coverage.ts';
import type { JudgeReach } from './judged-reach.ts';
import type { ExploredWorld, Strategy } from './run-source.ts';
import type { Shard } from './shard.ts';
import type { AllowedUse } from '../record/allowed-uses.ts';
import type { AllowedCall } from '../../simulation/run/allowed-calls.ts';
import type { UpgradeResult } from '../upgrade/upgrade-result.ts';
import type { Waived } from './waived.ts';

/** What a campaign runs, and when it stops. */
export interface CampaignOptions {
  readonly seed: number;
  /** Runs per scenario. */
  readonly runs: number;
  /** Stops after this many runs in a row that reached nothing new. Default: only `runs` and `stop` end a campaign. */
  readonly enough?: number;
  /** How runs are chosen. Default `mix`. */
  readonly strategy?: Strategy;
  /** How far `exhaustive` goes. */
  readonly bounds?: Partial<Bounds>;
  /**
   * Goes on after a finding, until the budget is used, and reports each fault of a run that differs in its invariant, handler or
   * kind. Of the faults that only shrinking showed, it reports at most two for each of these. Default false: the first finding ends the campaign.
   */
  readonly keepGoing?: boolean;
  /** Repeats exactly this generated run, without shrinking. */
  readonly path?: string;
  /** Called after each run; true ends the campaign. */
  readonly stop?: () => boolean;
  /** Called while a finding is shrunk; true ends shrinking, with the smallest plan so far. */
  readonly giveUp?: () => boolean;
  /** Asked between the steps of a run; true ends the run, which counts for nothing, and with it the campaign. */
  readonly cut?: () => boolean;
  /** Called after each run with the number of runs so far. */
  readonly progress?: (runs: number) => void;
  /** Whether only findings count for which the upgrade of the scenario is to blame. Default false. */
  readonly onlyUpgrade?: boolean;
  /** Called after each deploy of an upgrade at a point, with their number. */
  readonly upgradeProgress?: (deploys: number) => void;
  /** Called now and then during shrinking, with the runs so far and the parts that are left. */
  readonly shrinking?: (runs: number, parts: number) => void;
  /** What makes the verdict `not exercised` when no run has reached it. With `path` nothing does. */
  readonly judgeReach: JudgeReach;
  /** False reports findings without shrinking them. Default true. */
  readonly shrink?: boolean;
  /** The engine that runs the handlers. Default `fake`. */
  readonly engine?: EngineName;
  readonly sabotage?: (server: Server) => void;
  /** Runs only every n-th unit of the work, to split a campaign among machines. */
  readonly shard?: Shard;
  /**
   * Worker threads, which load the scenario from a module. A pool can serve one campaign after another; the code that
   * created it closes it.
   */
  readonly workers?: ReportSource | { readonly count: number; readonly module: string };
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
  /** The runs, findings and firsts of each strategy. */
  readonly strategies: readonly StrategyYield[];
  readonly coverage: CoverageReport;
  /** What `exhaustive` has explored, and within which bounds. */
  readonly explored: Explored | undefined;
  readonly advice: readonly { readonly message: string; readonly times: number }[];
  /** Invariants, handlers, outcomes and assertions that no run reached and that count against the verdict, in words. */
  readonly missing: readonly string[];
  /** How many handlers the services have. */
  readonly handlers: number;
  /** In a derived scenario, handlers whose invocations have all failed, such as `Order/submit`: their success was not tried. */
  readonly neverSucceeded: readonly string[];
  /**
   * What runs never did, a line each: a success of each of `neverSucceeded`, what operators may do to handlers by action, and
   * crashes that kept what they should lose.
   */
  readonly neverDone: readonly string[];
  /** What the scenario waives with `owed`, and handlers were left waiting for. */
  readonly waived: readonly Waived[];
  /** What the scenario allows, and what of it was used for real: such a result is marked. */
  readonly allowed: readonly AllowedUse[];
  readonly undecided: readonly string[];
  /** What a budget of time, or a signal, has ended before it was done, in words. */
  readonly cutShort: readonly string[];
  /** Where the upgrade of the scenario is safe, and where it is not; absent for a scenario without one. */
  readonly upgrade?: UpgradeResult;
  /** Findings that a team accepts, which count no more; absent where there are none. */
  readonly accepted?: readonly AcceptedFinding[];
}

/** A finding of an upgrade that a team accepts. */
export interface AcceptedFinding {
  readonly name: string;
  readonly reason: string;
  readonly message: string;
  /** See `faultName`. */
  readonly fault: string;
}

/** The results of one strategy. */
export interface StrategyYield {
  readonly name: string;
  readonly runs: number;
  readonly findings: number;
  /** How many things it was the first to reach. */
  readonly firsts: number;
}

/** What an exploration covered, and what it did not. */
export interface Explored {
  readonly words: string;
  readonly complete: boolean;
  readonly worlds: readonly ExploredWorld[];
}

/** What a campaign keeps of one run: plain data, which a worker can send. */
export interface RunSummary {
  readonly strategy: string;
  readonly hash: string;
  readonly steps: number;
  readonly invocations: number;
  readonly virtualMs: number;
  readonly undecided: string | undefined;
  /** See `RunResult`. */
  readonly notRenewed?: string | undefined;
  /** Built-in objects and globals that differ from what they were when the campaign began; looked at now and then. */
  readonly changed?: readonly string[];
  readonly exercised: readonly (readonly [string, number])[];
  readonly advice: readonly { readonly location: string; readonly message: string }[];
  readonly left: readonly Pick<LeftWaiting, 'handler' | 'what'>[];
  /** Calls to what is real, which the scenario allows. */
  readonly allowed?: readonly AllowedCall[];
  /** What no run of the same summarizer has reached so far, in words. */
  readonly missing: readonly string[];
  readonly world: ExploredWorld | undefined;
  readonly coverage: readonly (readonly [string, number])[];
}

/** The result of one run: its summary, and what was found in it. */
export interface Report {
  readonly summary: RunSummary;
  readonly found: readonly Found[];
}

/** Splits the runs of a campaign among workers, and yields their reports in the order of the units. */
export interface ReportSource {
  reports(scenario: Scenario, options: CampaignOptions): AsyncGenerator<Report>;
}
