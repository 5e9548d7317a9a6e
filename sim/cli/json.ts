import type { ManifestChange } from '../manifest/manifest-change.ts';
import type { Verdict } from '../checks/invariant.ts';
import type { ScenarioResult } from '../search/campaign/types.ts';
import { fileOf, traceFilesOf } from '../report/findings-folder.ts';
import type { UsedConfig } from './config/with-config.ts';
import type { UnreachedLines } from '../../reports/data/report.ts';
import { versions } from '../report/versions.ts';
import { writeData } from './write-data.ts';

/** What a command has come to, for {@link writeJson}. */
export interface Outcome {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly results: readonly ScenarioResult[];
  readonly wallMs: number;
  readonly config?: UsedConfig | undefined;
  /** Lines that no run reached, where that was measured. */
  readonly unreached?: readonly UnreachedLines[] | undefined;
  /** What two versions declare differently, for an upgrade. */
  readonly manifest?: readonly ManifestChange[] | undefined;
}

/**
 * Writes the result as data. Everything but `wall` is a function of seed, code and versions, to the byte.
 * @param file `-` is standard output
 * @throws {UsageError} in one sentence, when the file cannot be written
 */
export async function writeJson(
  file: string,
  { seed, verdict, results, wallMs, config, unreached, manifest }: Outcome,
): Promise<void> {
  const data = {
    version: 1,
    seed,
    verdict,
    ...(config !== undefined && { config }),
    scenarios: results.map(({ findings, ...rest }) => ({
      ...rest,
      findings: findings.map((finding) => ({
        ...finding,
        steps: undefined,
        confirmation: finding.confirmation && { ...finding.confirmation, traces: traceFilesOf(finding) },
        file: fileOf(finding),
      })),
    })),
    ...(unreached !== undefined && { unreached }),
    ...(manifest !== undefined && { manifest }),
    wall: { ms: Math.round(wallMs), versions: versions() },
  };
  await writeData(file, data);
}
