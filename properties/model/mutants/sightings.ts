import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { finds, type Found } from './catch.ts';
import type { Mutant } from './mutant.ts';

/** How the default campaign, which searches every scenario, does on one broken model over many seeds. */
export interface Sightings {
  readonly seeds: number;
  /** Seeds with which it is not green. */
  readonly seen: number;
  /** Seeds with which it is. */
  readonly missed: readonly number[];
  /** The scenario that sees it most often. */
  readonly scenario: string;
  /** What shows it, and how many times. */
  readonly by: Readonly<Record<string, number>>;
  /** Runs of that scenario until then: the middle of all seeds that see it. */
  readonly medianRuns: number;
}

/**
 * Searches for a mutant with the seeds from 1 on. Scenarios are independent of one another, so that what one of them finds
 * the whole campaign finds: those that have seen it before are asked first, and the first that sees it is enough.
 * @returns undefined when no seed sees it
 */
export async function sightingsOf(
  mutant: Mutant,
  scenarios: readonly Scenario[],
  seeds: number,
): Promise<Sightings | undefined> {
  const found: Found[] = [];
  const missed: number[] = [];
  let order = scenarios;
  for (let seed = 1; seed <= seeds; seed++) {
    const one = await firstOf(order, mutant, seed);
    if (one === undefined) missed.push(seed);
    else {
      found.push(one);
      order = order.toSorted((a, b) => timesOf(found, b) - timesOf(found, a));
    }
  }
  const [best] = order;
  if (best === undefined || found.length === 0) return undefined;
  const runs = found.map((one) => one.runs).toSorted((a, b) => a - b);
  return {
    seeds,
    seen: found.length,
    missed,
    scenario: best.name,
    by: counted(found.map(({ invariant }) => invariant)),
    medianRuns: runs[Math.floor((runs.length - 1) / 2)] ?? 0,
  };
}

async function firstOf(scenarios: readonly Scenario[], mutant: Mutant, seed: number): Promise<Found | undefined> {
  for (const scenario of scenarios) {
    const found = await finds(scenario, mutant, seed);
    if (found !== undefined) return found;
  }
  return undefined;
}

function timesOf(found: readonly Found[], { name }: Scenario): number {
  return found.filter(({ scenario }) => scenario === name).length;
}

function counted(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}
