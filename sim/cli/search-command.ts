import type { ManifestChange } from '../manifest/manifest-change.ts';
import type { EngineName } from '../attempt/engines.ts';
import type { Verdict } from '../checks/invariant.ts';
import { UsageError } from '../core/errors.ts';
import { campaign } from '../search/campaign/campaign.ts';
import type { CampaignOptions, ScenarioResult } from '../search/campaign/types.ts';
import { WorkerPool } from '../search/campaign/workers/worker-pool.ts';
import { confirmed } from '../search/finding/confirm/confirmed.ts';
import type { FreshResult } from '../search/finding/fresh/rerun-fresh.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import { checkedFresh, firstPlan, firstRunFresh } from '../search/campaign/checked-fresh.ts';
import { drawnSeed } from './drawn-seed.ts';
import { followed } from './followed.ts';
import { DEFAULT_SERVER_VERSION } from '../core/server-version.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { fileOf, save } from '../report/findings-folder.ts';
import type { UserCommands } from '../report/user-commands.ts';
import { VERSION } from '../report/versions.ts';
import { chosen } from './chosen.ts';
import type { Coverage } from './unreached/coverage.ts';
import { printUnreached } from './unreached/print-unreached.ts';
import { configInWords, type UsedConfig } from './config/with-config.ts';
import { Interrupt } from './interrupt.ts';
import { writeJson } from './json.ts';
import type { Options } from './options.ts';
import { printScenario, printSummary } from './print.ts';
import { SearchProgress, type ScenarioProgress } from './search-progress.ts';
import { printLine, type Terminal } from './terminal.ts';
import { TimeBudget, type TimeShare } from './time-budget.ts';
import { sendFindings } from './watch/round.ts';
import { ThreadWatchdog } from './thread-watchdog.ts';
import { Watchdog } from './watchdog.ts';
import { writeFaces } from './write-faces.ts';

/** Exit status by verdict. */
export const STATUS: Readonly<Record<Verdict, number>> = { held: 0, broken: 1, undecided: 2, 'not exercised': 2 };

/** Where a search takes place. */
export interface SearchPlace {
  /** URL of the module that exports the scenarios; undefined where they cannot be loaded again. */
  readonly module: string | undefined;
  /** The commands that messages suggest. */
  readonly commands: UserCommands;
  /** When the command started, on the clock of `performance.now()`: a budget of time counts from there. */
  readonly startedMs?: number;
  /** The config that was used. */
  readonly config?: UsedConfig | undefined;
  /** Counts which code runs, where that was asked for. */
  readonly coverage?: Coverage | undefined;
  /** What is to be known of what was loaded, a sentence each. */
  readonly notes?: readonly string[];
  /** For a command about an upgrade: only its findings count, every one of them, and it may change what a result comes to. */
  readonly upgrade?: {
    readonly judged: (result: ScenarioResult) => ScenarioResult;
    /** What the two versions declare differently. */
    readonly manifest: readonly ManifestChange[];
    /** Whether one of these changes breaks something that the team does not accept. */
    readonly breaks: boolean;
  };
}

/** Searches the chosen scenarios, one after another. @returns the exit status */
export async function search(
  terminal: Terminal,
  all: readonly Scenario[],
  options: Options,
  place: SearchPlace,
): Promise<number> {
  const { module, commands, startedMs = performance.now(), config } = place;
  if (options.workers > 1 && module === undefined) {
    throw new UsageError(
      'MODULE_URL_REQUIRED',
      '--workers needs to know where the scenarios are; give their module to runCommand.',
    );
  }
  const scenarios = chosen(all, options.scenarios, commands).map((scenario) => followed(scenario, options));
  // From the first line on, a signal saves what was found.
  const interrupt = new Interrupt();
  const seed = options.seed ?? drawnSeed();
  terminal.out(`restate-sim ${VERSION}, seed ${seed}, engine ${options.engine}`);
  if (config !== undefined) printLine(terminal, `config ${configInWords(config)}`);
  const budget = options.timeMs === undefined ? undefined : new TimeBudget(options.timeMs, startedMs);
  try {
    const results = await searchAll(terminal, { scenarios, options, seed, budget, interrupt }, place);
    return await ended(terminal, { scenarios, options, seed, results, interrupt }, { ...place, startedMs });
  } finally {
    interrupt.stop();
  }
}

interface Ended extends Omit<Search, 'budget'> {
  readonly results: readonly ScenarioResult[];
}

/** Prints the last lines, and writes what was asked for. @returns the exit status */
async function ended(
  terminal: Terminal,
  { scenarios, options, seed, results, interrupt }: Ended,
  { commands, startedMs, config, coverage, upgrade }: SearchPlace & { readonly startedMs: number },
): Promise<number> {
  const interrupted = interrupt.came;
  sendFindings(results.flatMap(({ findings }) => findings.map((finding) => fileOf(finding))));
  if (interrupted) terminal.out('\ninterrupted: this is what was found so far');
  const unreached = coverage?.end();
  if (unreached !== undefined) printUnreached(terminal, unreached, options);
  const reached = upgrade?.breaks === true ? 'broken' : worst(results.map((result) => result.verdict));
  const verdict = interrupted && reached !== 'broken' ? 'undecided' : reached;
  const wallMs = performance.now() - startedMs;
  printSummary(terminal, results, verdict, wallMs);
  if (options.json !== undefined)
    await writeJson(options.json, { seed, verdict, results, wallMs, config, unreached, manifest: upgrade?.manifest });
  const { engine } = options;
  if (engine !== 'server') {
    await writeFaces(
      terminal,
      { ...options, engine },
      { seed, scenarios, results, wallMs, unreached, interrupt },
      process.env,
      commands,
    );
  }
  return STATUS[verdict];
}

interface Search {
  readonly scenarios: readonly Scenario[];
  readonly options: Options;
  readonly seed: number;
  readonly budget: TimeBudget | undefined;
  readonly interrupt: Interrupt;
}

/** Watches what runs while the scenarios are searched. What was found when a signal came is saved first. */
async function searchAll(
  terminal: Terminal,
  { scenarios, options, seed, budget, interrupt }: Search,
  { module, commands, upgrade }: SearchPlace,
): Promise<readonly ScenarioResult[]> {
  const watchdog = new Watchdog(options.watchdogMs);
  const pool = options.workers > 1 && module !== undefined ? new WorkerPool(options.workers, module) : undefined;
  const threadWatchdog = pool && new ThreadWatchdog(pool.threads, options.watchdogMs);
  const progress = new SearchProgress(terminal, options, scenarios);
  const results: ScenarioResult[] = [];
  try {
    for (const [index, scenario] of scenarios.entries()) {
      if (interrupt.came) break;
      const time = budget?.next(scenarios.length - index);
      const going: Going = {
        seed,
        module,
        pool,
        time,
        stop: () => interrupt.came || time?.isOver() === true,
        giveUp: () => interrupt.came,
        interrupted: interrupt.signal,
        onlyUpgrade: upgrade !== undefined,
        ...progress.of(index),
      };
      const found = await searchOne(scenario, options, going);
      const searched = upgrade === undefined ? found : upgrade.judged(found);
      const result = interrupt.came ? cutShort(searched) : searched;
      results.push(result);
      const hasToHurry = interrupt.came;
      if (hasToHurry) for (const finding of result.findings) save(finding);
      // Printed before it is saved, which can fail. What a signal cut short was not cut short by --time.
      printScenario(terminal, result, hasToHurry ? { ...options, timeMs: undefined } : options, commands);
      if (!hasToHurry) for (const finding of result.findings) save(finding);
    }
  } finally {
    watchdog.stop();
    threadWatchdog?.stop();
    await pool?.close();
  }
  return results;
}

/** @returns a result that does not count what there was no time for */
function cutShort(result: ScenarioResult): ScenarioResult {
  if (result.verdict === 'broken') return result;
  return { ...result, verdict: 'undecided', missing: [], undecided: [...result.undecided, 'it was interrupted'] };
}

interface Going extends ScenarioProgress, Required<Pick<CampaignOptions, 'stop' | 'giveUp'>> {
  readonly seed: number;
  readonly module: string | undefined;
  readonly pool: WorkerPool | undefined;
  readonly time: TimeShare | undefined;
  /** Aborted when a signal comes. */
  readonly interrupted: AbortSignal;
  /** Whether only findings count for which the upgrade of a scenario is to blame. */
  readonly onlyUpgrade: boolean;
}

function searchOne(scenario: Scenario, options: Options, going: Going): Promise<ScenarioResult> {
  const { engine } = options;
  return engine === 'server' ? onServer(scenario, options, going) : onSimulator(scenario, options, engine, going);
}

/** A campaign in the simulator. What it finds is run again, and so is its first run. */
async function onSimulator(
  scenario: Scenario,
  options: Options,
  engine: EngineName,
  { seed, module, pool, time, interrupted, onlyUpgrade, ...going }: Going,
): Promise<ScenarioResult> {
  const mayCheck = options.path === undefined && module !== undefined;
  const signal = AbortSignal.any([interrupted, ...(time === undefined ? [] : [time.confirming()])]);
  const cut = (): boolean => going.giveUp() || time?.isCut() === true;
  const how = { engine, cut };
  const startFresh = async (plan: Plan | undefined): Promise<FreshResult | undefined> =>
    plan === undefined || module === undefined ? undefined : firstRunFresh(scenario, plan, module, engine, signal);
  // With a budget of time, nothing of it is left when the search has ended.
  const early =
    time === undefined ? undefined : startFresh(mayCheck ? await firstPlan(scenario, seed, how) : undefined);
  early?.catch(() => undefined);
  const searched = await campaign(scenario, {
    ...going,
    seed,
    runs: options.runs,
    strategy: options.strategy,
    bounds: options.bounds,
    judgeReach: judgesReach(options) && scenario.judgesReach !== false ? true : 'handlers',
    ...(engine !== 'fake' && { engine }),
    ...(options.enough !== undefined && { enough: options.enough }),
    ...((options.keepGoing || onlyUpgrade) && { keepGoing: true }),
    ...(onlyUpgrade && { onlyUpgrade }),
    ...(options.path !== undefined && { path: options.path }),
    ...(options.shard !== undefined && { shard: options.shard }),
    ...(pool !== undefined && { workers: pool }),
    cut,
  });
  const isChecked = mayCheck && !going.giveUp() && searched.verdict !== 'broken' && searched.runs > 0;
  const fresh = early ?? (isChecked ? firstPlan(scenario, seed, how).then(startFresh) : undefined);
  const checked = isChecked && fresh ? await checkedFresh(scenario, searched, seed, fresh, how) : searched;
  const findings = await confirmed(scenario, checked.findings, { engine, module, signal });
  const isConfirmed = findings.every(({ confirmation }) => confirmation !== undefined);
  return { ...checked, findings, cutShort: [...checked.cutShort, ...(isConfirmed ? [] : ['confirming'])] };
}

/** Loaded only here: a search in the simulator needs no server. */
async function onServer(scenario: Scenario, options: Options, going: Going): Promise<ScenarioResult> {
  const { searchReal } = await import('./server-command.ts');
  return searchReal(scenario, {
    ...going,
    runs: options.runs,
    mode: options.serverMode,
    version: scenario.server?.version ?? DEFAULT_SERVER_VERSION,
    path: options.path,
    limitMs: options.watchdogMs ?? REAL_RUN_MS,
  });
}

/** How long one run on a real server may take, in ms. */
const REAL_RUN_MS = 30_000;

/**
 * Built-in invariants, outcomes and assertions that were never reached count only against a whole campaign. The scenario's
 * own invariants and all handlers count whatever the budget.
 */
function judgesReach({ runsLowered, strategy, shard, enough }: Options): boolean {
  const isPart = runsLowered || shard !== undefined || enough !== undefined;
  return !isPart && strategy === 'mix';
}

/** @returns the verdict of the whole: broken if one is, undecided before not exercised, held only if all held */
function worst(verdicts: readonly Verdict[]): Verdict {
  for (const verdict of ['broken', 'undecided', 'not exercised'] as const) {
    if (verdicts.includes(verdict)) return verdict;
  }
  return 'held';
}
