import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';

/** Runs that `npm run sim` gives a scenario without being asked. */
const RUNS = 300;

/** A campaign that says less than it should. */
export interface Gap {
  readonly seed: number;
  readonly verdict: string;
  /** What was never reached, or what was found instead. */
  readonly what: readonly string[];
}

/**
 * Searches a scenario from many seeds, as `npm run sim` does from one.
 * @returns a gap for each seed from which something was not exercised, or did not hold; empty is good
 */
export async function notExercised(scenario: Scenario, seeds: readonly number[]): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (const seed of seeds) {
    const { verdict, missing, findings } = await campaign(scenario, {
      seed,
      runs: RUNS,
      judgeReach: true,
      shrink: false,
    });
    if (verdict === 'held') continue;
    gaps.push({ seed, verdict, what: [...missing, ...findings.map(({ message }) => message)] });
  }
  return gaps;
}
