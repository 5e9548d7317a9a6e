import { DEFAULT_BOUNDS } from '../../../sim/search/exhaustive/bounds.ts';
import type { Finding } from '../../../sim/search/finding/finding.ts';
import { investigate } from '../../../sim/search/finding/investigate.ts';
import { RandomDecider } from '../../../sim/search/strategies/random-decider.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { GeneratedPlans } from '../../../sim/search/campaign/generated-plans.ts';
import { sourceOf, type Strategy, type Tried } from '../../../sim/search/campaign/run-source.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';

/** The strategies that are compared; `uniform` is what users have today: every step and every choice with equal chance. */
export const HUNTERS = ['uniform', 'random', 'pct', 'pos', 'surw', 'delays', 'crashes', 'mix'] as const;
export type Hunter = (typeof HUNTERS)[number];

/** The strategies that a weak one is compared with are ours; this is the one that is measured against the goals. */
export const OURS: Hunter = 'mix';

/** How a search for one bug with one seed went. */
export interface Hunt {
  /** Runs until the first that broke something, that one included; undefined when none did. */
  readonly runs: number | undefined;
  /** Runs that were made. */
  readonly made: number;
  readonly wallMs: number;
  /** The run that broke something. */
  readonly caught: Tried | undefined;
}

/** Runs a scenario until something breaks. @param most runs after which the search gives up */
export async function hunt(scenario: Scenario, hunter: Hunter, seed: number, most: number): Promise<Hunt> {
  const runner = new Runner(scenario);
  const startedMs = performance.now();
  let made = 0;
  for await (const tried of runsOf(runner, hunter, seed)) {
    made++;
    const isCaught = tried.result.verdict === 'broken';
    if (!isCaught && made < most) continue;
    const wallMs = performance.now() - startedMs;
    return { runs: isCaught ? made : undefined, made, wallMs, caught: isCaught ? tried : undefined };
  }
  return { runs: undefined, made, wallMs: performance.now() - startedMs, caught: undefined };
}

/** @returns the finding that is made of a run which broke something, shrunk */
export async function shrunk(scenario: Scenario, caught: Tried, seed: number): Promise<readonly Finding[]> {
  const { path, strategy } = caught;
  return investigate(new Runner(scenario), await caught.again(), { seed, path, strategy });
}

async function* runsOf(runner: Runner, hunter: Hunter, seed: number): AsyncGenerator<Tried> {
  if (hunter === 'uniform') {
    yield* uniformWalk(runner, seed);
    return;
  }
  const strategy: Strategy = hunter;
  const source = sourceOf(strategy, runner, seed, DEFAULT_BOUNDS);
  for (let unit = 0; ; unit++) yield* source.unit(unit);
}

/** The same operations and the same fault rates, and nothing but equal chances. */
async function* uniformWalk(runner: Runner, seed: number): AsyncGenerator<Tried> {
  const plans = new GeneratedPlans(runner.scenario, seed, { strategies: ['random'] });
  for (let place = 0; ; place++) {
    const plan = plans.at(place);
    const dice = plan.strategy?.dice ?? 0;
    yield {
      strategy: 'uniform',
      path: undefined,
      result: await runner.run(plan, new RandomDecider(dice, 1)),
      again: () => runner.record(plan, new RandomDecider(dice, 1)),
    };
  }
}
