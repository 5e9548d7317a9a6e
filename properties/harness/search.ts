import type { Invariant } from '../../sim/checks/invariant.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { CampaignOptions, ScenarioResult } from '../../sim/search/campaign/types.ts';
import { depth } from './depth.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';

/** Enough runs for every outcome of our scenarios, few enough for a test. */
const RUNS = depth({ slice: 120, deep: 300 });

/** A bug is noticed without a short story of it, which takes half of the time. */
const SHRINKS = depth({ slice: false, deep: true });

/** Searches a scenario as `npm run sim -- --seed 42` does. */
export function search(scenario: Scenario, options: Partial<CampaignOptions> = {}): Promise<ScenarioResult> {
  return campaign(scenario, { seed: 42, runs: RUNS, judgeReach: true, ...options });
}

/**
 * Searches with one invariant of the scenario's own, so that no other can end the run first.
 * @returns the message of the finding, empty when there is none
 */
export async function objection(
  scenario: Scenario,
  invariant: Invariant,
  options: Partial<CampaignOptions> = {},
): Promise<string> {
  const own = scenario.invariants.filter(({ name }) => name === invariant.name);
  const { findings } = await search(
    { ...scenario, invariants: own },
    {
      runs: 1_000,
      judgeReach: false,
      shrink: SHRINKS,
      ...options,
    },
  );
  return findings.find((finding) => finding.invariant === invariant.name)?.message ?? '';
}
