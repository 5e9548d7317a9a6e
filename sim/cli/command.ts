import { writeFileSync } from 'node:fs';
import type { Verdict } from '../checks/invariant.ts';
import { SimulationError, UsageError } from '../core/errors.ts';
import { campaign, type ScenarioResult } from '../search/campaign.ts';
import type { Scenario } from '../simulation/scenario.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { printScenario, printSummary } from './print.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { VERSION, versions } from './versions.ts';
import { Watchdog } from './watchdog.ts';

const STATUS: Readonly<Record<Verdict, number>> = { held: 0, broken: 1, undecided: 2, 'not exercised': 2 };
const USAGE_STATUS = 3;

/**
 * The command `npm run sim`: searches scenarios and prints a verdict for every invariant.
 * @returns the exit status: 0 all held, 1 broken, 2 undecided or not exercised, 3 usage or input error
 */
export async function runCommand(scenarios: readonly Scenario[], args: readonly string[]): Promise<number> {
  let terminal = processTerminal(false);
  try {
    const options = readOptions(args, process.env);
    terminal = processTerminal(options.json === '-');
    return await execute(terminal, scenarios, options);
  } catch (error) {
    terminal.clearProgress();
    if (!(error instanceof SimulationError)) throw error;
    process.stderr.write(`restate-sim: ${error.message}\n`);
    return USAGE_STATUS;
  }
}

async function execute(terminal: Terminal, scenarios: readonly Scenario[], options: Options): Promise<number> {
  if (options.help) {
    terminal.out(HELP);
    return 0;
  }
  if (options.version) {
    terminal.out(VERSION);
    return 0;
  }
  if (options.list) {
    for (const { name } of scenarios) terminal.out(name);
    return 0;
  }
  return search(terminal, chosen(scenarios, options.scenarios), options);
}

async function search(terminal: Terminal, scenarios: readonly Scenario[], options: Options): Promise<number> {
  const startedMs = performance.now();
  const seed = options.seed ?? drawnSeed();
  terminal.out(`restate-sim ${VERSION}, seed ${seed}, engine ${options.engine}`);
  const watchdog = new Watchdog(options.watchdogMs);
  const results: ScenarioResult[] = [];
  try {
    for (const [index, scenario] of scenarios.entries()) {
      const untilMs = share(startedMs, options.timeMs, index, scenarios.length);
      const result = await campaign(scenario, {
        seed,
        runs: options.runs,
        judgeReach: options.path === undefined && !options.runsLowered,
        progress: (runs) => {
          if (runs % 50 === 0) terminal.progress(`${index + 1}/${scenarios.length} ${scenario.name}: ${runs} runs`);
        },
        ...(untilMs !== undefined && { stop: () => performance.now() > untilMs }),
        ...(options.path !== undefined && { path: options.path }),
      });
      results.push(result);
      printScenario(terminal, result, options.verbose);
    }
  } finally {
    watchdog.stop();
  }
  const verdict = worst(results.map((result) => result.verdict));
  const wallMs = performance.now() - startedMs;
  printSummary(terminal, results, verdict, wallMs);
  if (options.json !== undefined) writeJson(options.json, { seed, verdict, results, wallMs });
  return STATUS[verdict];
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

function writeJson(
  file: string,
  { seed, verdict, results, wallMs }: { seed: number; verdict: Verdict; results: readonly ScenarioResult[]; wallMs: number },
): void {
  const data = {
    version: 1,
    seed,
    verdict,
    scenarios: results.map(({ findings, ...rest }) => ({
      ...rest,
      findings: findings.map(({ invariant, message, seed: own, path, plan }) => ({ invariant, message, seed: own, path, plan })),
    })),
    wall: { ms: Math.round(wallMs), versions: versions() },
  };
  const text = `${JSON.stringify(data, undefined, 2)}\n`;
  if (file === '-') process.stdout.write(text);
  else writeFileSync(file, text);
}
