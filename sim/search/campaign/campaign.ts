import { loadEngine, type EngineName } from '../../attempt/engines.ts';
import type { Verdict } from '../../checks/invariant.ts';
import { checkAddresses } from '../../simulation/scenario/check-addresses.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { Server } from '../../server/server.ts';
import type { CoverageReport } from './coverage.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../exhaustive/bounds.ts';
import type { Finding } from '../finding/finding.ts';
import { Searcher, type Report } from './searcher.ts';
import { unitsOf, type Shard } from './shard.ts';
import type { Strategy } from './run-source.ts';
import { Tally, type Explored, type StrategyYield } from './tally.ts';
import { WorkerPool } from './workers/worker-pool.ts';

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
  readonly workers?: WorkerPool | { readonly count: number; readonly module: string };
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

/**
 * Runs a scenario many times and stops at its first finding.
 * @throws {UsageError} when its clients ask for what its services do not have
 */
export async function campaign(scenario: Scenario, options: CampaignOptions): Promise<ScenarioResult> {
  checkAddresses(scenario);
  const tally = new Tally(scenario, options.judgeReach);
  const bounds = { ...DEFAULT_BOUNDS, ...options.bounds };
  for await (const { report, worker } of reports(scenario, options)) {
    tally.add(report.summary, worker);
    tally.found(report.findings);
    options.progress?.(tally.runs);
    const isEnough = tally.runs >= options.runs || tally.runsWithoutNews >= (options.enough ?? Infinity);
    if (tally.findings.length > 0 || isEnough || options.stop?.() === true) break;
  }
  return tally.result(bounds);
}

/** What comes of a run, and who ran it. */
export interface Reported {
  readonly report: Report;
  readonly worker: number;
}

/** Reports without end, in the order of the units whoever runs them. */
async function* reports(scenario: Scenario, options: CampaignOptions): AsyncGenerator<Reported> {
  const { workers } = options;
  if (options.path === undefined && workers instanceof WorkerPool) {
    yield* workers.reports(scenario, options);
    return;
  }
  if (options.path === undefined && workers !== undefined && !(workers instanceof WorkerPool) && workers.count > 1) {
    yield* reportsOfOwnPool(scenario, options, workers);
    return;
  }
  const searcher = new Searcher(scenario, options, options.engine && (await loadEngine(options.engine)));
  if (options.path !== undefined) {
    yield { report: await searcher.repeat(options.path), worker: 0 };
    return;
  }
  for (const unit of unitsOf(options.shard)) {
    for await (const report of searcher.unit(unit)) yield { report, worker: 0 };
  }
}

async function* reportsOfOwnPool(
  scenario: Scenario,
  options: CampaignOptions,
  { count, module }: { readonly count: number; readonly module: string },
): AsyncGenerator<Reported> {
  const pool = new WorkerPool(count, module);
  try {
    yield* pool.reports(scenario, options);
  } finally {
    await pool.close();
  }
}
