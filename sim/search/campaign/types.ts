import type { EngineName } from '../../attempt/engines.ts';
import type { Verdict } from '../../checks/invariant.ts';
import type { Server } from '../../server/server.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { Bounds } from '../exhaustive/bounds.ts';
import type { Finding } from '../finding/finding.ts';
import type { CoverageReport } from './coverage.ts';
import type { ExploredWorld, Strategy } from './run-source.ts';
import type { Shard } from './shard.ts';

/** How much to search. */
export interface CampaignOptions {
  readonly seed: number;
  /** Runs per scenario. */
  readonly runs: number;
  /** No more runs after so many that reached nothing new. Without it only `runs` and `stop` end a campaign. */
  readonly enough?: number;
  /** How runs are chosen. Default `mix`. */
  readonly strategy?: Strategy;
  /** How far `exhaustive` goes. */
  readonly bounds?: Partial<Bounds>;
  /** Repeat exactly this generated run, unshrunk. */
  readonly path?: string;
  /** Asked after each run: no more runs once it says so. */
  readonly stop?: () => boolean;
  /** Asked while a finding is shrunk: it is left as small as it is by then once this says so. */
  readonly giveUp?: () => boolean;
  /** Told after each run. */
  readonly progress?: (runs: number) => void;
  /** Told how far shrinking is. */
  readonly shrinking?: (runs: number, parts: number) => void;
  /** Whether an invariant, handler or outcome that was never reached makes the verdict `not exercised`. */
  readonly judgeReach: boolean;
  /** False leaves findings as they were found. Default true. */
  readonly shrink?: boolean;
  /** What runs the handlers. Default `fake`. */
  readonly engine?: EngineName;
  readonly sabotage?: (server: Server) => void;
  /** Only every n-th unit of the work, for sharing a campaign out among machines. */
  readonly shard?: Shard;
  /**
   * Worker threads; they load the scenario from a module. A pool serves one campaign after another, and whoever made it
   * closes it.
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
  /** What each strategy has brought. */
  readonly strategies: readonly StrategyYield[];
  readonly coverage: CoverageReport;
  /** What `exhaustive` has explored, and up to which bounds. */
  readonly explored: Explored | undefined;
  readonly advice: readonly { readonly message: string; readonly times: number }[];
  /** What was never reached, each in words. */
  readonly missing: readonly string[];
  readonly undecided: readonly string[];
}

/** What one strategy has brought. */
export interface StrategyYield {
  readonly name: string;
  readonly runs: number;
  readonly findings: number;
  /** What it was the first to reach. */
  readonly firsts: number;
}

/** What was explored to the end, and what was not. */
export interface Explored {
  readonly words: string;
  readonly complete: boolean;
  readonly worlds: readonly ExploredWorld[];
}

/** What a campaign keeps of one run: plain data, so that a worker can send it. */
export interface RunSummary {
  readonly strategy: string;
  readonly hash: string;
  readonly steps: number;
  readonly invocations: number;
  readonly virtualMs: number;
  readonly undecided: string | undefined;
  readonly exercised: readonly (readonly [string, number])[];
  readonly advice: readonly string[];
  /** What no run of the same summarizer has reached so far. */
  readonly missing: readonly string[];
  readonly world: ExploredWorld | undefined;
  readonly coverage: readonly (readonly [string, number])[];
}

/** What comes of a run: how it went, and what it broke. */
export interface Report {
  readonly summary: RunSummary;
  readonly findings: readonly Finding[];
}

/** What comes of a run, and who ran it. */
export interface Reported {
  readonly report: Report;
  readonly worker: number;
}

/** Shares out the runs of a campaign, and hands over their reports in the order of the units. */
export interface ReportSource {
  reports(scenario: Scenario, options: CampaignOptions): AsyncGenerator<Reported>;
}
