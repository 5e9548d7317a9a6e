import type { Verdict } from '../checks/invariant.ts';
import type { Scenario } from '../simulation/scenario.ts';
import type { Server } from '../server/server.ts';
import type { CoverageReport } from './coverage.ts';
import { DEFAULT_BOUNDS, type Bounds } from './exhaustive/bounds.ts';
import type { Finding } from './finding.ts';
import { investigate } from './investigate.ts';
import { Runner } from './runner.ts';
import { sourceOf, triedAt, type RunSource, type Strategy, type Tried } from './sources.ts';
import { Summarizer, Tally, type Explored, type RunSummary, type StrategyYield } from './tally.ts';

/** How much to search. */
export interface CampaignOptions {
  readonly seed: number;
  /** Runs per scenario. */
  readonly runs: number;
  /** How runs are chosen. Default `mix`. */
  readonly strategy?: Strategy;
  /** How far `exhaustive` goes. */
  readonly bounds?: Partial<Bounds>;
  /** Repeat exactly this generated run, unshrunk. */
  readonly path?: string;
  /** Asked before each run: no more runs once it says so. */
  readonly stop?: () => boolean;
  /** Told after each run. */
  readonly progress?: (runs: number) => void;
  /** Told how far shrinking is. */
  readonly shrinking?: (runs: number, parts: number) => void;
  /** Whether an invariant, handler or outcome that was never reached makes the verdict `not exercised`. */
  readonly judgeReach: boolean;
  /** False leaves findings as they were found. Default true. */
  readonly shrink?: boolean;
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

/** Runs a scenario many times and stops at its first finding. */
export async function campaign(scenario: Scenario, options: CampaignOptions): Promise<ScenarioResult> {
  const tally = new Tally(scenario, options.judgeReach);
  const bounds = { ...DEFAULT_BOUNDS, ...options.bounds };
  const searcher = new Searcher(scenario, options);
  if (options.path !== undefined) {
    for (const report of await searcher.repeat(options.path)) take(tally, report);
    return tally.result(bounds);
  }
  for (let unit = 0; ; unit++) {
    for await (const report of searcher.unit(unit)) {
      take(tally, report);
      options.progress?.(tally.runs);
      if (tally.findings.length > 0 || tally.runs >= options.runs || options.stop?.() === true)
        return tally.result(bounds);
    }
  }
}

/** What comes of a run: how it went, and what it broke. */
export interface Report {
  readonly summary: RunSummary;
  readonly findings: readonly Finding[];
}

function take(tally: Tally, { summary, findings }: Report): void {
  tally.add(summary, 0);
  tally.found(findings);
}

/** Makes the runs of a campaign, and looks into those that break something. */
export class Searcher {
  readonly #runner: Runner;
  readonly #options: CampaignOptions;
  readonly #summarizer: Summarizer;
  readonly #source: RunSource;

  constructor(scenario: Scenario, options: CampaignOptions) {
    this.#runner = new Runner(scenario, options.sabotage === undefined ? {} : { sabotage: options.sabotage });
    this.#options = options;
    this.#summarizer = new Summarizer(scenario);
    this.#source = sourceOf(options.strategy ?? 'mix', this.#runner, options.seed, {
      ...DEFAULT_BOUNDS,
      ...options.bounds,
    });
  }

  async *unit(unit: number): AsyncGenerator<Report> {
    for await (const tried of this.#source.unit(unit)) yield await this.#report(tried);
  }

  /** One generated run, as it was found. */
  async repeat(path: string): Promise<readonly Report[]> {
    const { strategy, seed } = this.#options;
    const strategies =
      strategy === undefined || strategy === 'mix' || strategy === 'crashes' || strategy === 'exhaustive'
        ? undefined
        : [strategy];
    return [await this.#report(await triedAt(this.#runner, seed, path, strategies), false)];
  }

  async #report(tried: Tried, shrinks: boolean = this.#options.shrink ?? true): Promise<Report> {
    const { strategy, path, result, again } = tried;
    const summary = this.#summarizer.of(tried);
    if (result.verdict !== 'broken') return { summary, findings: [] };
    const { seed, shrinking } = this.#options;
    const findings = await investigate(
      this.#runner,
      await again(),
      { seed, path, strategy },
      {
        shrink: shrinks,
        ...(shrinking !== undefined && { progress: shrinking }),
      },
    );
    return { summary, findings };
  }
}
