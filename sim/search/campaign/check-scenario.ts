import { SimulationError } from '../../core/errors.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { campaign } from './campaign.ts';
import type { CampaignOptions, ScenarioResult } from './types.ts';
import { InvariantBroken } from '../finding/holds.ts';

/** How much of a scenario is checked. */
export interface CheckOptions extends Pick<
  CampaignOptions,
  'strategy' | 'bounds' | 'path' | 'shrink' | 'shard' | 'engine' | 'stop'
> {
  /** Everything follows from it. Default 0: the same runs every time, as a test should have. */
  readonly seed?: number;
  /** Runs, at most. Default 100. */
  readonly runs?: number;
  /** Whether what was never reached fails the check. Default false. */
  readonly judgeReach?: boolean;
}

const RUNS = 100;

/** The search could not tell whether the scenario holds: a limit was reached, or something was never tried. */
export class NotDecided extends SimulationError {
  /** @param result of the search that did not decide */
  constructor(result: ScenarioResult) {
    const { name, verdict, undecided, missing } = result;
    const why = [...undecided, ...missing.map((what) => `never reached: ${what}`)];
    super('UNDECIDED', `"${name}" is ${verdict}: ${why.join('; ') || 'an invariant had nothing to judge'}.`);
  }
}

/**
 * Searches a scenario, and throws what it finds: for any test runner. With `seed` (and `path`) from the message of a
 * failure the same runs are made again.
 * @returns what was searched, when everything held
 * @throws {InvariantBroken} with the story of the shrunk run in its message, and the finding as data
 * @throws {NotDecided} when nothing is broken, and yet not everything could be judged
 */
export async function checkScenario(scenario: Scenario, options: CheckOptions = {}): Promise<ScenarioResult> {
  const { seed = 0, runs = RUNS, judgeReach = false, ...rest } = options;
  const result = await campaign(scenario, { ...rest, seed, runs, judgeReach });
  const [finding] = result.findings;
  if (finding !== undefined) {
    const where = finding.path === undefined ? '' : `, path: '${finding.path}'`;
    throw new InvariantBroken(finding, [
      `Repeat it with { seed: ${seed}${where} }, or run its plan:`,
      JSON.stringify(finding.plan),
    ]);
  }
  if (result.verdict !== 'held' && (judgeReach || result.verdict === 'undecided')) throw new NotDecided(result);
  return result;
}
