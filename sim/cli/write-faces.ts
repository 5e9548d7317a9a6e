import { durationText } from '../core/duration-text.ts';
import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { annotationsOf } from '../../reports/faces/github.ts';
import { junitOf } from '../../reports/faces/junit.ts';
import { markdownOf } from '../../reports/faces/markdown.ts';
import type { UnreachedLines } from '../../reports/data/report.ts';
import { makeFolder, writeReport } from '../../reports/write.ts';
import type { ScenarioResult } from '../search/campaign/types.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import type { EngineName } from '../attempt/engines.ts';
import type { Interrupt } from './interrupt.ts';
import type { Terminal } from './terminal.ts';
import { ownStdout } from './own-stdout.ts';
import { versions } from '../report/versions.ts';
import { Watchdog } from './watchdog.ts';
import type { Encoded } from '../core/encoded.ts';
import { asTyped, shellWord } from '../report/shell.ts';
import { givenFor, type Options } from './options.ts';
import type { UserCommands } from '../report/user-commands.ts';
import { writing } from '../report/writing.ts';
import { collect, suiteOf } from '../report/collect.ts';
import { count } from '../core/count.ts';

/** Where the report of a search with findings is, without being asked for. */
const UNASKED = join('.sim', 'report.html');

/** What a search has come to. */
export interface Searched {
  readonly seed: number;
  readonly scenarios: readonly Scenario[];
  readonly results: readonly ScenarioResult[];
  readonly wallMs: number;
  /** Lines that no run reached, where that was measured. */
  readonly unreached?: readonly UnreachedLines[] | undefined;
  /** After a signal there is no time for a page that was not asked for. */
  readonly interrupt: Pick<Interrupt, 'came'>;
}

/**
 * Writes the results that were asked for in addition to the text on the terminal: the page, JUnit XML, and where GitHub runs it annotations
 * and a summary. A search that found something has its page without being asked.
 * @throws {UsageError} when a file cannot be written
 */
export async function writeFaces(
  terminal: Terminal,
  options: Options & { readonly engine: EngineName },
  { seed, scenarios, results, wallMs, unreached, interrupt }: Searched,
  environment: Readonly<Record<string, string | undefined>>,
  commands: UserCommands,
): Promise<void> {
  const isUnasked = !interrupt.came && results.some(({ findings }) => findings.length > 0);
  const page = options.report ?? (isUnasked ? UNASKED : undefined);
  const onGitHub = environment['GITHUB_ACTIONS'] === 'true';
  if (page === undefined && options.junit === undefined && !onGitHub) return;
  const commit = commitOf();
  const watchdog = new Watchdog(options.watchdogMs);
  const cutMs = options.timeMs === undefined ? Infinity : performance.now() + REPORT_MS;
  const report = await collect(
    {
      suite: suiteOf(results),
      seed,
      engine: options.engine,
      ...(commit !== undefined && { commit }),
      versions: versions(),
      budget: budgetOf(options),
      command: commandOf(options, seed, commands),
      commands,
      wallMs,
      ...(unreached !== undefined && { unreached }),
      strategy: options.strategy,
      horizon: givenFor('--horizon', options.words),
      serverVersion: givenFor('--server-version', options.words),
      bounds: options.bounds,
      shard: options.shard,
      path: options.path,
      cut: () => interrupt.came || performance.now() > cutMs,
    },
    results.flatMap((result) => {
      const scenario = scenarios.find(({ name }) => name === result.name);
      return scenario === undefined ? [] : [{ scenario, result }];
    }),
  ).finally(() => watchdog.stop());
  if (page !== undefined) {
    const warning = await writing(page, () => writeReport(page, report));
    terminal.out(`report: ${page}`);
    if (warning !== undefined) terminal.out(`  ${warning}`);
  }
  const { junit } = options;
  if (junit !== undefined) {
    const text = junitOf(report);
    if (junit === '-') ownStdout().write(text);
    else {
      await writing(junit, () => {
        makeFolder(dirname(junit));
        writeFileSync(junit, text);
      });
    }
  }
  if (!onGitHub) return;
  const folder = relative(environment['GITHUB_WORKSPACE'] ?? '.', '.');
  for (const annotation of annotationsOf(report, folder)) terminal.annotate(annotation);
  const summary = environment['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined) await writing(summary, () => appendFileSync(summary, markdownOf(report)));
}

/** How long the runs of a report may take after a search with a budget of time, in ms. */
const REPORT_MS = 3_000;

function budgetOf({ runs, timeMs }: Options): string {
  return timeMs === undefined ? `${count(runs, 'run')} per scenario` : `${durationText(timeMs)} in all`;
}

function commandOf({ words }: Options, seed: number, { search }: UserCommands): Encoded<'shell'> {
  const { markup, joined } = asTyped;
  return joined([search, markup`--seed ${seed}`, ...words.map((word) => shellWord(word))], ' ');
}

/** The commit that is checked out; undefined outside of a repository. */
function commitOf(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
