import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';

/** Seeds that are pinned, and how many runs of each. */
export const SEEDS: readonly number[] = [1, 2, 42];
const RUNS = 20;

/** Seed -> scenario -> hash over the traces of its first runs. */
export type Hashes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Runs every scenario from every pinned seed, or from some of them. */
export async function hashesOf(scenarios: readonly Scenario[], seeds: readonly number[] = SEEDS): Promise<Hashes> {
  const hashes: Record<string, Record<string, string>> = {};
  for (const seed of seeds) {
    const ofSeed: Record<string, string> = {};
    for (const scenario of scenarios) {
      ofSeed[scenario.name] = (await campaign(scenario, { seed, runs: RUNS, judgeReach: false })).traceHash;
    }
    hashes[seed] = ofSeed;
  }
  return hashes;
}
