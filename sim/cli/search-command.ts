import type { EngineName } from '../attempt/engines.ts';
import type { Verdict } from '../checks/invariant.ts';
import { UsageError } from '../core/errors.ts';
import { campaign, type CampaignOptions, type ScenarioResult } from '../search/campaign/campaign.ts';
import { WorkerPool } from '../search/campaign/workers/pool.ts';
import { confirmed } from '../search/finding/confirm/confirmed.ts';
import { checkedFresh } from '../search/finding/fresh/check.ts';
import { similarNames } from './similar-names.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { save } from '../report/findings-folder.ts';
import { Interrupt } from './interrupt.ts';
import { writeJson } from './json.ts';
import { REAL_RUNS, type Options } from './options.ts';
import { printScenario, printSummary } from './print.ts';
import { writeFaces } from './write-faces.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from '../report/versions.ts';
import type { UserCommands } from '../report/user-commands.ts';
import { ThreadWatchdog } from './thread-watchdog.ts';
import { Watchdog } from './watchdog.ts';
import { count } from '../core/count.ts';

/** Exit status by verdict. */
export const STATUS: Readonly<Record<Verdict, number>> = { held: 0, broken: 1, undecided: 2, 'not exercised': 2 };

/** Searches the chosen scenarios, one after another. @returns the exit status */
export async function search(
  terminal: Terminal,
  all: readonly Scenario[],
  options: Options,
  module: string | undefined,
  commands: UserCommands,
): Promise<number> {
  if (options.workers > 1 && module === undefined) {
    throw new UsageError(
      'MODULE_URL_REQUIRED',
      '--workers needs to know where the scenarios are; give their module to runCommand.',
    );
  }
  if (options.engine === 'server') refuseForServer(options);
  const scenarios = chosen(all, options.scenarios, commands);
  const startedMs = performance.now();
  const seed = options.seed ?? drawnSeed();
  terminal.out(`restate-sim ${VERSION}, seed ${seed}, engine ${options.engine}`);
  const watchdog = new Watchdog(options.watchdogMs);
  const interrupt = new Interrupt();
  const pool = options.workers > 1 && module !== undefined ? new WorkerPool(options.workers, module) : undefined;
  const threadWatchdog = pool && new ThreadWatchdog(pool.threads, options.watchdogMs);
  const results: ScenarioResult[] = [];
  try {
    for (const [index, scenario] of scenarios.entries()) {
      if (interrupt.came) break;
      const untilMs = share(startedMs, options.timeMs, index, scenarios.length);
      const where = `${index + 1}/${scenarios.length} ${scenario.name}`;
      const stop = (): boolean => interrupt.came || (untilMs !== undefined && performance.now() > untilMs);
      const progress = (runs: number): void => {
        if (runs % (options.engine === 'server' ? 1 : 50) === 0) terminal.progress(`${where}: ${count(runs, 'run')}`);
      };
      const result =
        options.engine === 'server'
          ? await onServer(scenario, options, { seed, module, stop, progress })
          : await onSimulator(scenario, options, options.engine, {
              seed,
              module,
              stop,
              progress,
              pool,
              giveUp: () => interrupt.came,
              shrinking: (runs, parts) =>
                terminal.progress(`${where}: shrinking, ${count(runs, 'candidate')}, ${count(parts, 'part')} left`),
            });
      results.push(interrupt.came ? cutShort(result) : result);
      // What was found is told even where it cannot be saved.
      printScenario(terminal, results.at(-1) ?? result, options, commands);
      for (const finding of result.findings) save(finding);
    }
  } finally {
    watchdog.stop();
    threadWatchdog?.stop();
    interrupt.stop();
    await pool?.close();
  }
  if (interrupt.came) terminal.out('\ninterrupted: this is what was found so far');
  const reached = worst(results.map((result) => result.verdict));
  const verdict = interrupt.came && reached !== 'broken' ? 'undecided' : reached;
  const wallMs = performance.now() - startedMs;
  printSummary(terminal, results, verdict, wallMs);
  if (options.json !== undefined) await writeJson(options.json, { seed, verdict, results, wallMs });
  const { engine } = options;
  if (engine !== 'server')
    await writeFaces(terminal, { ...options, engine }, { seed, scenarios, results, wallMs }, process.env, commands);
  return STATUS[verdict];
}

/** What makes sense only where the order of steps is a choice. */
function refuseForServer({ report, junit, workers, strategy, shard, enough }: Options): void {
  const asked = { '--report': report, '--junit': junit, '--shard': shard, '--enough': enough };
  const [option] = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const wrong = option ?? (workers > 1 ? '--workers' : strategy === 'mix' ? undefined : '--strategy');
  if (wrong === undefined) return;
  throw new UsageError(
    'OPTION_CONFLICT',
    `${wrong} is about runs of the simulator; leave it out with --engine server.`,
  );
}

/** @returns a result that blames nobody for what there was no time for */
function cutShort(result: ScenarioResult): ScenarioResult {
  if (result.verdict === 'broken') return result;
  return { ...result, verdict: 'undecided', missing: [], undecided: [...result.undecided, 'it was interrupted'] };
}

interface Going {
  readonly seed: number;
  readonly module: string | undefined;
  readonly stop: () => boolean;
  readonly progress: (runs: number) => void;
}

interface WithPool {
  readonly pool: WorkerPool | undefined;
}

/** A campaign in the simulator; what it finds is run again, and so is its first run. */
async function onSimulator(
  scenario: Scenario,
  options: Options,
  engine: EngineName,
  { seed, module, pool, ...going }: Going & Pick<CampaignOptions, 'shrinking' | 'giveUp'> & WithPool,
): Promise<ScenarioResult> {
  const searched = await campaign(scenario, {
    ...going,
    seed,
    runs: options.runs,
    strategy: options.strategy,
    bounds: options.bounds,
    judgeReach: judgesReach(options) && scenario.judgesReach !== false,
    ...(engine !== 'fake' && { engine }),
    ...(options.enough !== undefined && { enough: options.enough }),
    ...(options.path !== undefined && { path: options.path }),
    ...(options.shard !== undefined && { shard: options.shard }),
    ...(pool !== undefined && { workers: pool }),
  });
  const isWhole = options.path === undefined && going.giveUp?.() !== true;
  const wholly = isWhole && module !== undefined && searched.verdict !== 'broken';
  const checked = wholly ? await checkedFresh(scenario, searched, seed, module, engine) : searched;
  return { ...checked, findings: await confirmed(scenario, checked.findings, { engine, module }) };
}

/** Loaded only here: whoever does not ask for a real server needs none. */
async function onServer(scenario: Scenario, options: Options, going: Going): Promise<ScenarioResult> {
  const { searchReal } = await import('./server-command.ts');
  return searchReal(scenario, {
    ...going,
    runs: options.runsGiven ? options.runs : REAL_RUNS,
    mode: options.serverMode,
    path: options.path,
    limitMs: options.watchdogMs ?? REAL_RUN_MS,
  });
}

/** How long one run on a real server may take, in ms. */
const REAL_RUN_MS = 30_000;

/** Only a whole campaign can be blamed for what it has not reached. */
function judgesReach({ path, runsLowered, strategy, shard, enough }: Options): boolean {
  const isPart = path !== undefined || runsLowered || shard !== undefined || enough !== undefined;
  return !isPart && strategy === 'mix';
}

/** Each scenario gets an equal part of what is left of the time. */
function share(startedMs: number, timeMs: number | undefined, index: number, of: number): number | undefined {
  return timeMs === undefined ? undefined : startedMs + (timeMs * (index + 1)) / of;
}

function chosen(
  scenarios: readonly Scenario[],
  names: readonly string[],
  { search: command }: UserCommands,
): readonly Scenario[] {
  if (scenarios.length === 0) throw new UsageError('SCENARIOS_REQUIRED', 'There are no scenarios to run.');
  if (names.length === 0) return scenarios;
  const patterns = names.map((name) => ({ name, pattern: glob(name) }));
  for (const { name, pattern } of patterns) {
    if (!scenarios.some((scenario) => pattern.test(scenario.name))) {
      const meant = similarNames(
        name,
        scenarios.map((scenario) => scenario.name),
      ).map((similar) => `"${similar}"`);
      const hint = meant.length === 0 ? '' : ` Did you mean ${meant.join(' or ')}?`;
      throw new UsageError(
        'UNKNOWN_SCENARIO',
        `No scenario is called "${name}".${hint} To see the names of all: \`${command} --list\`.`,
      );
    }
  }
  return scenarios.filter((scenario) => patterns.some(({ pattern }) => pattern.test(scenario.name)));
}

function glob(name: string): RegExp {
  const escaped = name.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'i');
}

/** @returns the verdict of the whole: broken if anything is, undecided before not exercised, held only if all held */
function worst(verdicts: readonly Verdict[]): Verdict {
  for (const verdict of ['broken', 'undecided', 'not exercised'] as const) {
    if (verdicts.includes(verdict)) return verdict;
  }
  return 'held';
}

function drawnSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
