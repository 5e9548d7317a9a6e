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
import { printAccepted, printSafety } from './print-upgrade.ts';

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
  const manifest = manifestOfAll(scenarios, loaded);
  const changes = manifest.filter((change) => change.breaking);
  const breaking = changes.filter((change) => accepted.reasonFor(nameOf(change)) === undefined);
  const declared = changes.flatMap((change) => {
    const [name, reason] = [nameOf(change), accepted.reasonFor(nameOf(change))];
    return reason === undefined ? [] : [{ name, reason }];
  });
  for (const line of manifestText(manifest)) terminal.out(line);
  printAccepted(terminal, declared, '');
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
  const found = results.reduce((sum, result) => sum + (result.accepted?.length ?? 0), 0);
  printSafety(terminal, results, { breaking: breaking.length, accepted: declared.length + found });
  for (const finding of accepted.stale()) {
    print(terminal, `accepted, and no longer there: ${finding}`, '', 'yellow');
  }
  return status;
}

/** What all scenarios together declare differently, each change once. */
function manifestOfAll(scenarios: readonly Scenario[], loaded: LoadedVersions): readonly ManifestChange[] {
  const changes = new Map<string, ManifestChange>();
  for (const change of scenarios.flatMap((scenario) => manifestOf(scenario, loaded))) {
    const name = `${nameOf(change)} ${change.what}`;
    if (!changes.has(name)) changes.set(name, change);
  }
  return [...changes.values()];
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
