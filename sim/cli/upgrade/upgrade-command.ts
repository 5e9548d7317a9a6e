import type { ScenarioResult } from '../../search/campaign/types.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { LoadedVersions } from '../load/versions/load-versions.ts';
import type { Request } from '../parse-command.ts';
import { optionsOf } from '../options.ts';
import { search, type SearchPlace } from '../search-command.ts';
import { print, printLine, type Terminal } from '../terminal.ts';
import { Accepted } from './accepted.ts';
import { withoutAccepted } from './judge-upgrade.ts';
import { printSafety } from './print-upgrade.ts';

/** Generated runs in which the new version arrives, without `--runs`; every point is tried before them. */
const RUNS = 100;

/**
 * Judges whether a new version may be deployed.
 * @returns the exit status: 0 safe, 1 something breaks, 2 a handler was never in flight or a run is undecided
 * @throws {UsageError} when there is nothing to run, or the file of accepted findings cannot be used
 */
export async function upgrade(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  loaded: LoadedVersions,
  { values, words, files }: Request,
  place: Omit<SearchPlace, 'upgrade'>,
): Promise<number> {
  const accepted = values.accept === undefined ? new Accepted([]) : Accepted.from(values.accept);
  printLine(terminal, `old ${files.join(', ')}`);
  printLine(terminal, `new ${values.upgradeTo ?? ''}`);
  for (const note of [...(place.notes ?? []), ...loaded.notes]) print(terminal, `note: ${note}`, '', 'yellow');
  const results: ScenarioResult[] = [];
  const judged = (result: ScenarioResult): ScenarioResult => {
    const own = withoutAccepted(result, accepted);
    results.push(own);
    return own;
  };
  const options = optionsOf(
    { ...values, ...(values.runs === undefined && values.time === undefined && { runs: RUNS }) },
    words,
  );
  const status = await search(
    terminal,
    scenarios,
    { ...options, runsLowered: false },
    { ...place, upgrade: { judged } },
  );
  printSafety(terminal, results);
  for (const finding of accepted.stale()) {
    print(terminal, `accepted, and no longer there: ${finding}`, '', 'yellow');
  }
  return status;
}
