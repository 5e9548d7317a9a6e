import type { ScenarioResult } from '../../search/campaign/types.ts';
import { manifestDifference } from '../../manifest/manifest-difference.ts';
import { manifestText } from '../../manifest/manifest-text.ts';
import type { ManifestChange } from '../../manifest/manifest-change.ts';
import { servicesOf } from '../../simulation/scenario/bound-handlers.ts';
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
  const manifest = scenarios.slice(0, 1).flatMap((scenario) => manifestOf(scenario, loaded));
  const breaking = manifest.filter((change) => change.breaking && accepted.reasonFor(nameOf(change)) === undefined);
  for (const line of manifestText(manifest)) terminal.out(line);
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
    { ...place, upgrade: { judged, manifest, breaks: breaking.length > 0 } },
  );
  printSafety(terminal, results, breaking.length);
  for (const finding of accepted.stale()) {
    print(terminal, `accepted, and no longer there: ${finding}`, '', 'yellow');
  }
  return status;
}

/** What the two versions of a scenario declare differently. */
function manifestOf(scenario: Scenario, { types }: LoadedVersions): readonly ManifestChange[] {
  const { upgrade: declared } = scenario;
  if (declared === undefined) return [];
  return manifestDifference(servicesOf(scenario), servicesOf({ ...scenario, services: declared.to }), types);
}

/** The name by which a change is accepted, such as `Order/cancel: handler removed`. */
function nameOf({ where, kind }: ManifestChange): string {
  return `${where}: ${kind}`;
}
