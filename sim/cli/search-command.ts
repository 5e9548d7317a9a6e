import { itemAt } from '../core/item-at.ts';
import type { EngineName } from '../attempt/engines.ts';
import type { Verdict } from '../checks/invariant.ts';
import { UsageError } from '../core/errors.ts';
import { campaign } from '../search/campaign/campaign.ts';
import type { CampaignOptions, ScenarioResult } from '../search/campaign/types.ts';
import { WorkerPool } from '../search/campaign/workers/worker-pool.ts';
import { confirmed } from '../search/finding/confirm/confirmed.ts';
import { checkedFresh } from '../search/campaign/checked-fresh.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { save } from '../report/findings-folder.ts';
import type { UserCommands } from '../report/user-commands.ts';
import { VERSION } from '../report/versions.ts';
import { chosen } from './chosen.ts';
import { Interrupt } from './interrupt.ts';
import { writeJson } from './json.ts';
import type { Options } from './options.ts';
import { printScenario, printSummary } from './print.ts';
import { SearchProgress, type ScenarioProgress } from './search-progress.ts';
import type { Terminal } from './terminal.ts';
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
}

/** Searches the chosen scenarios, one after another. @returns the exit status */
export async function search(
  terminal: Terminal,
  all: readonly Scenario[],
  options: Options,
  place: SearchPlace,
): Promise<number> {
  const { module, commands } = place;
  if (options.workers > 1 && module === undefined) {
    throw new UsageError(
      'MODULE_URL_REQUIRED',
      '--workers needs to know where the scenarios are; give their module to runCommand.',
    );
  }
  const scenarios = chosen(all, options.scenarios, commands);
  const startedMs = performance.now();
  const seed = options.seed ?? drawnSeed();
  terminal.out(`restate-sim ${VERSION}, seed ${seed}, engine ${options.engine}`);
  const { results, interrupted } = await searchAll(terminal, { scenarios, options, seed }, place);
  if (interrupted) terminal.out('\ninterrupted: this is what was found so far');
  const reached = worst(results.map((result) => result.verdict));
  const verdict = interrupted && reached !== 'broken' ? 'undecided' : reached;
  const wallMs = performance.now() - startedMs;
  printSummary(terminal, results, verdict, wallMs);
  if (options.json !== undefined) await writeJson(options.json, { seed, verdict, results, wallMs });
  const { engine } = options;
  if (engine !== 'server') {
    await writeFaces(terminal, { ...options, engine }, { seed, scenarios, results, wallMs }, process.env, commands);
  }
  return STATUS[verdict];
}

interface Search {
  readonly scenarios: readonly Scenario[];
  readonly options: Options;
  readonly seed: number;
}

/** Watches what runs, and Ctrl-C, while the scenarios are searched. */
async function searchAll(
  terminal: Terminal,
  { scenarios, options, seed }: Search,
  { module, commands }: SearchPlace,
): Promise<{ readonly results: readonly ScenarioResult[]; readonly interrupted: boolean }> {
  const watchdog = new Watchdog(options.watchdogMs);
  const interrupt = new Interrupt();
  const pool = options.workers > 1 && module !== undefined ? new WorkerPool(options.workers, module) : undefined;
  const threadWatchdog = pool && new ThreadWatchdog(pool.threads, options.watchdogMs);
  const progress = new SearchProgress(terminal, options, scenarios);
  const startedMs = performance.now();
  const results: ScenarioResult[] = [];
  try {
    for (const [index, scenario] of scenarios.entries()) {
      if (interrupt.came) break;
      const untilMs = share(startedMs, options.timeMs, index, scenarios.length);
      const going: Going = {
        seed,
        module,
        pool,
        stop: () => interrupt.came || (untilMs !== undefined && performance.now() > untilMs),
        giveUp: () => interrupt.came,
        ...progress.of(index),
      };
      const searched = await searchOne(scenario, options, going);
      const result = interrupt.came ? cutShort(searched) : searched;
      results.push(result);
      // Printed before it is saved, which can fail.
      printScenario(terminal, result, options, commands);
      for (const finding of result.findings) save(finding);
    }
  } finally {
    watchdog.stop();
    threadWatchdog?.stop();
    interrupt.stop();
    await pool?.close();
  }
  return { results, interrupted: interrupt.came };
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
  { seed, module, pool, ...going }: Going,
): Promise<ScenarioResult> {
  const searched = await campaign(scenario, {
    ...going,
    seed,
    runs: options.runs,
    strategy: options.strategy,
    bounds: options.bounds,
    judgeReach: judgesReach(options) && scenario.judgesReach !== false ? true : 'handlers',
    ...(engine !== 'fake' && { engine }),
    ...(options.enough !== undefined && { enough: options.enough }),
    ...(options.path !== undefined && { path: options.path }),
    ...(options.shard !== undefined && { shard: options.shard }),
    ...(pool !== undefined && { workers: pool }),
  });
  const isWhole = options.path === undefined && !going.giveUp();
  const wholly = isWhole && module !== undefined && searched.verdict !== 'broken';
  const checked = wholly ? await checkedFresh(scenario, searched, seed, module, engine) : searched;
  return { ...checked, findings: await confirmed(scenario, checked.findings, { engine, module }) };
}

/** Loaded only here: a search in the simulator needs no server. */
async function onServer(scenario: Scenario, options: Options, going: Going): Promise<ScenarioResult> {
  const { searchReal } = await import('./server-command.ts');
  return searchReal(scenario, {
    ...going,
    runs: options.runs,
    mode: options.serverMode,
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

/** Each scenario gets an equal part of the time. */
function share(startedMs: number, timeMs: number | undefined, index: number, of: number): number | undefined {
  return timeMs === undefined ? undefined : startedMs + (timeMs * (index + 1)) / of;
}

/** @returns the verdict of the whole: broken if one is, undecided before not exercised, held only if all held */
function worst(verdicts: readonly Verdict[]): Verdict {
  for (const verdict of ['broken', 'undecided', 'not exercised'] as const) {
    if (verdicts.includes(verdict)) return verdict;
  }
  return 'held';
}

function drawnSeed(): number {
  return itemAt(crypto.getRandomValues(new Uint32Array(1)), 0);
}
