import * as fc from 'fast-check';
import { UsageError } from '../../core/errors.ts';
import { Hash } from '../../core/hash.ts';
import { itemAt } from '../../core/item-at.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { drawnPlanOf, type PlanOptions } from '../plan/plan-arbitrary.ts';
import type { PlanRunner } from '../record/plan-runner.ts';
import { isSmall } from '../run/fresh-modules.ts';
import { survey } from './survey.ts';

/** The plans that fast-check generates for a seed, by index: the first ones are the same that `fc.check` would run. */
export class GeneratedPlans {
  readonly options: PlanOptions;
  readonly #arbitrary: fc.Arbitrary<DrawnPlan>;
  readonly #seed: number;
  /** Whether modules are loaded again in some runs. */
  readonly #mayRenew: boolean;
  /** The chunks that were used last, the latest first. */
  #chunks: readonly Chunk[] = [];

  constructor(scenario: Scenario, seed: number, options: PlanOptions = {}) {
    this.options = options;
    this.#arbitrary = drawnPlanOf(scenario, options);
    this.#mayRenew = isSmall(scenario);
    this.#seed = fastCheckSeed(seed);
  }

  /** @throws {UsageError} for an index that cannot be reached in reasonable time */
  at(place: number): DrawnPlan {
    if (place > LAST_PLACE) {
      const last = LAST_PLACE.toLocaleString('en');
      throw new UsageError('RUN_NOT_FOUND', `There is no generated run ${place}: --path takes at most ${last}.`);
    }
    const from = place - (place % CHUNK);
    const [latest] = this.#chunks;
    const chunk = latest?.from === from ? latest : this.#fetch(from);
    const plan = chunk.plans[place - from];
    if (plan === undefined) throw new UsageError('RUN_NOT_FOUND', `There is no generated run ${place}.`);
    return this.#mayRenew && renewsAt(place) ? { ...plan, renews: true } : plan;
  }

  #fetch(from: number): Chunk {
    const known = this.#chunks.find((chunk) => chunk.from === from);
    const chunk = known ?? { from, plans: fc.sample(this.#arbitrary, { ...this.#start(from), numRuns: CHUNK }) };
    const others = this.#chunks.filter((other) => other !== chunk);
    this.#chunks = [chunk, ...others].slice(0, MAX_CHUNKS);
    return chunk;
  }

  /** Where fast-check begins to generate. It generates all plans before it, too, so each stretch has a seed of its own. */
  #start(from: number): { readonly seed: number; readonly path: string } {
    const stretch = Math.floor(from / STRETCH);
    const seed = stretch === 0 ? this.#seed : itemAt(new Hash().number(this.#seed).number(stretch).digest(), 0) | 0;
    return { seed, path: String(from % STRETCH) };
  }
}

/** @returns the plans of a campaign: they use the times that the code under test was seen to use */
export async function generatedPlans(
  runner: PlanRunner,
  seed: number,
  options: PlanOptions = {},
): Promise<GeneratedPlans> {
  const seen = options.seen ?? (await survey(runner, fastCheckSeed(seed)));
  return new GeneratedPlans(runner.scenario, seed, { ...options, ...(seen !== undefined && { seen }) });
}

interface Chunk {
  /** Index of its first plan. */
  readonly from: number;
  readonly plans: readonly DrawnPlan[];
}

/** @returns whether a process crash loads modules again in the run of the plan at a place */
function renewsAt(place: number): boolean {
  return place < LAST_RENEWING && place % (place < RARELY_FROM ? OFTEN : RARELY) === 1;
}

/** In one of so many plans modules are loaded again: of the first ones, and of those from a place on. */
const OFTEN = 3;
const RARELY = 8;
const RARELY_FROM = 96;
/** No plan from here on does: that takes time, and modules cannot be unloaded. */
const LAST_RENEWING = 1_024;

/** The plans in which crash positions are enumerated are far behind those that get the crashes, and the two alternate. */
const MAX_CHUNKS = 2;

/** The last plan that can be named. */
const LAST_PLACE = 1_000_000_000_000;

/** To reach a plan, all plans of its stretch before it are generated; so neighbours are generated together. */
const CHUNK = 256;

/** So many plans are generated from one seed: some 16 ms for the last ones. */
const STRETCH = 16_384;

/** fast-check takes 32-bit seeds; larger seeds are hashed. */
export function fastCheckSeed(seed: number): number {
  return Number.isInteger(seed) && Math.abs(seed) < 2 ** 31 ? seed : itemAt(new Hash().number(seed).digest(), 0) | 0;
}
