import { SimulationError } from '../../core/errors.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { jsonText } from '../../trace/json.ts';
import { campaign } from './campaign.ts';
import type { CampaignOptions, ScenarioResult } from './types.ts';
import { InvariantBroken } from '../finding/holds.ts';

/** How a scenario is searched by a check. */
export interface CheckOptions extends Pick<
  CampaignOptions,
  'strategy' | 'bounds' | 'path' | 'shrink' | 'shard' | 'engine' | 'stop'
> {
  /** Determines all runs. Default 0: a test makes the same runs every time. */
  readonly seed?: number;
  /** Runs, at most. Default 100. */
  readonly runs?: number;
  /**
   * Whether built-in invariants that judged nothing, declared outcomes, and handlers that no operation calls fail the check
   * too when no run reached them. The scenario's own invariants and operations always do. Default false.
   */
  readonly judgeReach?: boolean;
}

const RUNS = 100;

/** The search has no verdict: a run reached a limit, or something that must be exercised never was. */
export class NotDecided extends SimulationError {
  /** @param result of the undecided search */
  constructor(result: ScenarioResult) {
    const { name, verdict, undecided, missing } = result;
    const why = [...undecided, ...missing.map((what) => `never reached: ${what}`)];
    super('UNDECIDED', `"${name}" is ${verdict}: ${why.join('; ')}.`);
  }
}

/**
 * Searches a scenario and throws its first finding; for any test runner. The `seed` (and `path`) in the message of a failure
 * repeat the same runs.
 * @returns the result of the search, if everything held
 * @throws {InvariantBroken} with the story of the shrunk run in its message, and the finding as data
 * @throws {NotDecided} if nothing is broken, but a run reached a limit, or something was never reached: an invariant of
 * the scenario that judged nothing, a handler that its operations call, with `judgeReach` anything
 */
export async function checkScenario(scenario: Scenario, options: CheckOptions = {}): Promise<ScenarioResult> {
  const { seed = 0, runs = RUNS, judgeReach = false, ...rest } = options;
  const result = await campaign(scenario, { ...rest, seed, runs, judgeReach });
  const [finding] = result.findings;
  if (finding !== undefined) {
    const where = finding.path === undefined ? '' : `, path: '${finding.path}'`;
    throw new InvariantBroken(finding, [
      `Repeat it with { seed: ${seed}${where} }, or run its plan:`,
      jsonText(finding.plan),
    ]);
  }
  if (result.verdict !== 'held') throw new NotDecided(result);
  return result;
}
