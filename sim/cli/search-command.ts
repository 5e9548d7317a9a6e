import type { Verdict } from '../checks/invariant.ts';
import { UsageError } from '../core/errors.ts';
import { campaign, type ScenarioResult } from '../search/campaign.ts';
import { confirmed } from '../search/confirm/confirmed.ts';
import { checkedFresh } from '../search/fresh/check.ts';
import type { Scenario } from '../simulation/scenario.ts';
import { save } from './findings-folder.ts';
import { writeJson } from './json.ts';
import type { Options } from './options.ts';
import { printScenario, printSummary } from './print.ts';
import { writeFaces } from './report/faces.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './versions.ts';
import { Watchdog } from './watchdog.ts';

/** Exit status by verdict. */
export const STATUS: Readonly<Record<Verdict, number>> = { held: 0, broken: 1, undecided: 2, 'not exercised': 2 };

/** Searches the chosen scenarios, one after another. @returns the exit status */
export async function search(
  terminal: Terminal,
  all: readonly Scenario[],
  options: Options,
  module: string | undefined,
): Promise<number> {
  if (options.workers > 1 && module === undefined) {
    throw new UsageError(
      'NO_MODULE',
      '--workers needs to know where the scenarios are; give their module to runCommand.',
    );
  }
  const scenarios = chosen(all, options.scenarios);
  const startedMs = performance.now();
  const seed = options.seed ?? drawnSeed();
  terminal.out(`restate-sim ${VERSION}, seed ${seed}, engine ${options.engine}`);
  const watchdog = new Watchdog(options.watchdogMs);
  const interrupt = new Interrupt();
  const results: ScenarioResult[] = [];
  try {
    for (const [index, scenario] of scenarios.entries()) {
      if (interrupt.came) break;
      const untilMs = share(startedMs, options.timeMs, index, scenarios.length);
      const where = `${index + 1}/${scenarios.length} ${scenario.name}`;
      const searched = await campaign(scenario, {
        seed,
        runs: options.runs,
        strategy: options.strategy,
        bounds: options.bounds,
        judgeReach: judgesReach(options),
        ...(options.engine !== 'fake' && { engine: options.engine }),
        progress: (runs) => {
          if (runs % 50 === 0) terminal.progress(`${where}: ${runs} runs`);
        },
        shrinking: (runs, parts) => terminal.progress(`${where}: shrinking, ${runs} candidates, ${parts} parts left`),
        stop: () => interrupt.came || (untilMs !== undefined && performance.now() > untilMs),
        ...(options.path !== undefined && { path: options.path }),
        ...(options.shard !== undefined && { shard: options.shard }),
        ...(module !== undefined && { workers: { count: options.workers, module } }),
      });
      const wholly = options.path === undefined && module !== undefined && searched.verdict !== 'broken';
      const checked = wholly ? await checkedFresh(scenario, searched, seed, module, options.engine) : searched;
      const findings = await confirmed(scenario, checked.findings, { engine: options.engine, module });
      const result = { ...checked, findings };
      results.push(result);
      for (const finding of result.findings) save(finding);
      printScenario(terminal, result, options);
    }
  } finally {
    watchdog.stop();
    interrupt.stop();
  }
  if (interrupt.came) terminal.out('\ninterrupted: this is what was found so far');
  const verdict = worst(results.map((result) => result.verdict));
  const wallMs = performance.now() - startedMs;
  printSummary(terminal, results, verdict, wallMs);
  if (options.json !== undefined) writeJson(options.json, { seed, verdict, results, wallMs });
  await writeFaces(terminal, options, { seed, scenarios, results, wallMs }, process.env);
  return STATUS[verdict];
}

/** Only a whole campaign can be blamed for what it has not reached. */
function judgesReach({ path, runsLowered, strategy, shard }: Options): boolean {
  return path === undefined && !runsLowered && strategy === 'mix' && shard === undefined;
}

/** Ctrl-C ends the search after the present run; a second one ends the process. */
class Interrupt {
  came = false;
  readonly #note = (): void => {
    this.came = true;
  };

  constructor() {
    process.once('SIGINT', this.#note);
  }

  stop(): void {
    process.removeListener('SIGINT', this.#note);
  }
}

/** Each scenario gets an equal part of what is left of the time. */
function share(startedMs: number, timeMs: number | undefined, index: number, of: number): number | undefined {
  return timeMs === undefined ? undefined : startedMs + (timeMs * (index + 1)) / of;
}

function chosen(scenarios: readonly Scenario[], names: readonly string[]): readonly Scenario[] {
  if (scenarios.length === 0) throw new UsageError('NO_SCENARIOS', 'There are no scenarios to run.');
  if (names.length === 0) return scenarios;
  const patterns = names.map((name) => ({ name, pattern: glob(name) }));
  for (const { name, pattern } of patterns) {
    if (!scenarios.some((scenario) => pattern.test(scenario.name))) {
      const known = scenarios.map((scenario) => scenario.name).join(', ');
      throw new UsageError('UNKNOWN_SCENARIO', `No scenario is called "${name}"; there are: ${known}.`);
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
