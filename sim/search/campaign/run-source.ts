import { itemAt } from '../../core/item-at.ts';
import { targetName } from '../../core/target-name.ts';
import { withoutStrategy, type StrategyName } from '../../simulation/faults/plan.ts';
import type { RunResult } from '../../simulation/run/run-plan.ts';
import { operatorsIn, troublesIn } from '../../simulation/faults/interventions.ts';
import type { Bounds } from '../exhaustive/bounds.ts';
import { Explorer, type Standing } from '../exhaustive/explorer.ts';
import type { JournalPoint } from '../../simulation/faults/planned-troubles.ts';
import {
  crashedAt,
  crashedLike,
  crashKinds,
  crashLater,
  crashPositions,
  type CrashPosition,
} from '../strategies/crash-positions.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import type { PlanRunner, RecordedRun } from '../record/plan-runner.ts';
import { fastCheckSeed, generatedPlans, GeneratedPlans } from './generated-plans.ts';

/** The strategies that a campaign can use. */
export type Strategy = StrategyName | 'crashes' | 'exhaustive' | 'mix';

export const ALL_STRATEGIES: readonly Strategy[] = [
  'mix',
  'random',
  'pct',
  'pos',
  'surw',
  'delays',
  'crashes',
  'exhaustive',
];

/** One run of a campaign. */
export interface Tried {
  /** The strategy that chose it. */
  readonly strategy: string;
  /** Its name among the generated runs of the seed; undefined for enumerated runs. */
  readonly path: string | undefined;
  readonly result: RunResult;
  /** Makes the same run again, and records every step. */
  readonly again: () => Promise<RecordedRun<DrawnPlan>>;
  /** The progress of the exploration that it belongs to. */
  readonly world?: ExploredWorld;
}

/** The progress of the exploration of one world. */
export interface ExploredWorld extends Standing {
  /** Number of the world. */
  readonly world: number;
  /** The requests of its clients, in words. */
  readonly operations: string;
}

/**
 * Yields runs in units that do not depend on one another: unit `n` is the same on every worker and after whatever runs, so
 * that units can be split among workers.
 */
export interface RunSource {
  unit(n: number): AsyncGenerator<Tried>;
}

/** @param bounds of `exhaustive` */
export function sourceOf(strategy: Strategy, runner: PlanRunner, seed: number, bounds: Bounds): RunSource {
  switch (strategy) {
    case 'exhaustive':
      return new Worlds(runner, seed, bounds);
    case 'mix':
      return new Mix(runner, seed);
    case 'crashes':
      return new Crashes(runner, seed);
    default:
      return new Generated(runner, seed, [strategy]);
  }
}

/** @returns the strategies that the generated plans of a strategy can have; undefined for all */
export function generatorsOf(strategy: Strategy = 'mix'): readonly StrategyName[] | undefined {
  return strategy === 'mix' || strategy === 'crashes' || strategy === 'exhaustive' ? undefined : [strategy];
}

/** @returns the generated run that a path names. The path is an index alone, because fast-check does not shrink plans. */
export async function triedAt(
  runner: PlanRunner,
  seed: number,
  path: string,
  strategies?: readonly StrategyName[],
): Promise<Tried> {
  const plans = await generatedPlans(runner, seed, strategies === undefined ? {} : { strategies });
  const plan = plans.at(Number(path.split(':')[0]));
  return tried(runner, plan, plan.strategy?.name ?? 'quiet', path);
}

async function tried(runner: PlanRunner, plan: DrawnPlan, strategy: string, path: string | undefined): Promise<Tried> {
  return { strategy, path, result: await runner.run(plan), again: () => runner.record(plan) };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Generated plans, each with its own seed for the strategy. */
class Generated implements RunSource {
  readonly #runner: PlanRunner;
  readonly #plans: () => Promise<GeneratedPlans>;

  constructor(runner: PlanRunner, seed: number, strategies: readonly StrategyName[]) {
    this.#runner = runner;
    this.#plans = once(() => generatedPlans(runner, seed, { strategies }));
  }

  async *unit(n: number): AsyncGenerator<Tried> {
    const plan = (await this.#plans()).at(n);
    yield await tried(this.#runner, plan, plan.strategy?.name ?? 'quiet', String(n));
  }
}

/** Operations of a plan whose crashes are all tried: few, so that many plans are tried. */
const CRASH_OPERATIONS = 4;

/**
 * Each generated run is followed by a run with one crash, or with one cancel. The crashes enumerate every kind of position of one plan after
 * another. Each is injected into another plan, if a client of that plan calls the same handler.
 */
class Mix implements RunSource {
  readonly #runner: PlanRunner;
  /** The plans, and those that get the crashes: other ones, so that the same operations are not run twice. */
  readonly #plans: () => Promise<{ readonly drawn: GeneratedPlans; readonly crashed: GeneratedPlans }>;
  /** The stretch of units whose crashes are counted. */
  #stretch = 0;
  /** How many crash positions the plans of the stretch before each one have, as far as known. */
  #before: number[] = [0];
  #base = -1;
  #points: readonly JournalPoint[] = [];

  constructor(runner: PlanRunner, seed: number) {
    this.#runner = runner;
    this.#plans = once(async () => {
      const drawn = await generatedPlans(runner, seed);
      return { drawn, crashed: new GeneratedPlans(runner.scenario, ~fastCheckSeed(seed), drawn.options) };
    });
  }

  async *unit(n: number): AsyncGenerator<Tried> {
    const plan = (await this.#plans()).drawn.at(n);
    yield await tried(this.#runner, plan, plan.strategy?.name ?? 'quiet', String(n));
    const crash = troublesIn(this.#runner.scenario.faults) === 0 ? undefined : await this.#crash(n);
    if (crash !== undefined) yield await tried(this.#runner, crash, 'crashes', undefined);
  }

  /** The n-th crash, in a plan of its own. Every sixth run is quiet otherwise and shows the effect of the crash alone. */
  async #crash(n: number): Promise<DrawnPlan | undefined> {
    const turn = await this.#turn(n);
    if (turn === undefined) return undefined;
    const { base, place, point } = turn;
    const { crashed: plans } = await this.#plans();
    const drawn = plans.at(n);
    const { strategy, renews = false } = drawn;
    const scope = this.#scope(place + base, point.service, renews);
    // It may be the plan in which the point was seen, whose modules may be loaded again where those of this one are not.
    const { renews: _, ...crashed } = crashedLike(drawn, plans.at(base), { point, scope });
    const plan: DrawnPlan = renews ? { ...crashed, renews } : crashed;
    if (n % QUIET_EVERY === 0 || strategy === undefined) return withoutStrategy(plan);
    return { ...plan, strategy: { ...strategy, troubles: 0 } };
  }

  /** An attempt that lives on after its connection is lost does more harm than one that ends with its process. */
  #scope(turn: number, service: string, renews: boolean): CrashPosition['scope'] {
    const { faults } = this.#runner.scenario;
    const cancels = operatorsIn(faults, service).includes('cancel');
    const crashes = (faults.services[service]?.troubles ?? faults.troubles) > 0;
    // Modules are loaded again when the process dies.
    if (renews && crashes) return 'process';
    if (cancels && (!crashes || turn % 4 === 3)) return 'cancel';
    return turn % (cancels ? 4 : 3) === 0 ? 'process' : 'connection';
  }

  /**
   * Finds the n-th crash. Counting costs a run for each plan, and keeps units independent of one another; it begins again in each
   * stretch, so that a worker that gets a late unit counts few.
   */
  async #turn(n: number): Promise<{ base: number; place: number; point: JournalPoint } | undefined> {
    const first = n - (n % COUNTED);
    if (first !== this.#stretch) {
      this.#stretch = first;
      this.#before = [0];
    }
    for (let total = this.#before.at(-1) ?? 0; total <= n - first;) {
      const base = first + this.#before.length - 1;
      // Nothing can crash in these plans.
      if (base > n + 8) return undefined;
      total += (await this.#pointsOf(base)).length;
      this.#before.push(total);
    }
    const index = this.#before.findLastIndex((count) => count <= n - first);
    const [base, place] = [first + index, n - first - itemAt(this.#before, index)];
    const point = (await this.#pointsOf(base))[place];
    return point && { base, place, point };
  }

  /** The kinds of positions in a run of the plan; every other plan is run without its strategy for this. */
  async #pointsOf(base: number): Promise<readonly JournalPoint[]> {
    if (base === this.#base) return this.#points;
    const drawn = (await this.#plans()).crashed.at(base);
    const { strategy } = drawn;
    const isQuiet = base % 2 === 0 || strategy === undefined;
    const plan = isQuiet ? withoutStrategy(drawn) : { ...drawn, strategy: { ...strategy, troubles: 0 } };
    this.#points = await crashKinds(this.#runner, plan);
    this.#base = base;
    return this.#points;
  }
}

/** So many units are a stretch in which crashes are counted: some twenty plans for the last one of it. */
const COUNTED = 512;

/** One of so many runs with a crash is quiet otherwise. */
const QUIET_EVERY = 6;

/** Every crash of one generated plan after another; every fourth unit has pairs of crashes. */
class Crashes implements RunSource {
  readonly #runner: PlanRunner;
  readonly #plans: () => Promise<GeneratedPlans>;

  constructor(runner: PlanRunner, seed: number) {
    this.#runner = runner;
    this.#plans = once(() => generatedPlans(runner, seed, { maxOperations: CRASH_OPERATIONS }));
  }

  async *unit(n: number): AsyncGenerator<Tried> {
    const [round, part] = [Math.floor(n / ROUND), n % ROUND];
    const crashes = part === ROUND - 1 ? this.#pairs(round) : this.#singles((ROUND - 1) * round + part);
    for await (const plan of crashes) yield await tried(this.#runner, plan, 'crashes', undefined);
  }

  async *#singles(n: number): AsyncGenerator<DrawnPlan> {
    const plan = await this.#plan(n);
    yield plan;
    for (const position of await crashPositions(this.#runner, plan)) yield crashedAt(plan, position);
  }

  /** Modules stay: a plan is run with very many crashes. */
  async #plan(n: number): Promise<DrawnPlan> {
    return { ...withoutStrategy((await this.#plans()).at(n)), renews: false };
  }

  async *#pairs(n: number): AsyncGenerator<DrawnPlan> {
    const plan = await this.#plan(n);
    for (const first of spread(await crashPositions(this.#runner, plan), MAX_FIRSTS, n)) {
      const crashed = crashedAt(plan, first);
      for (const second of spread(await crashLater(this.#runner, crashed, first), MAX_SECONDS, n)) {
        yield crashedAt(crashed, second);
      }
    }
  }
}

/** @returns at most so many of them, evenly spread; other ones for another turn */
function spread<T>(all: readonly T[], most: number, turn: number): readonly T[] {
  const stride = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, place) => place % stride === turn % stride);
}

/** The last of so many units has pairs of crashes. */
const ROUND = 4;
/** First crashes of the pairs that are tried for one plan: many plans find more than all pairs of one plan. */
const MAX_FIRSTS = 15;
/** Second crashes for each of those. */
const MAX_SECONDS = 4;

/** Operations of a world that is explored completely: three seldom find what two do not. */
const WORLD_OPERATIONS = 2;
/** Runs for one world, including those that are cut short. */
const WORLD_RUNS = 20_000;

/** Small worlds, one after another, each explored within the bounds. */
class Worlds implements RunSource {
  readonly #runner: PlanRunner;
  readonly #plans: GeneratedPlans;
  readonly #bounds: Bounds;

  constructor(runner: PlanRunner, seed: number, bounds: Bounds) {
    const { faults } = runner.scenario;
    this.#runner = runner;
    this.#plans = new GeneratedPlans(runner.scenario, seed, { maxOperations: WORLD_OPERATIONS });
    this.#bounds = troublesIn(faults) === 0 ? { ...bounds, troubles: 0 } : bounds;
  }

  async *unit(n: number): AsyncGenerator<Tried> {
    const plan = withoutStrategy(this.#plans.at(n));
    // Each client sends one request and waits for the response; the exploration injects the faults.
    const operations = plan.operations.map((operation) => operation.with({ client: operation.id, troubles: [] }));
    const explorer = new Explorer(this.#runner, { ...plan, operations, world: [], renews: false }, this.#bounds);
    const asked = operations.map((operation) => targetName(operation));
    const world = (): ExploredWorld => ({ world: n, operations: asked.join(', '), ...explorer.standing });
    // Each run is yielded one later, so that the last one can report that nothing is left.
    let last: Tried | undefined;
    for (let runs = 0; !explorer.done && runs < WORLD_RUNS; runs++) {
      const execution = await explorer.next();
      if (execution === undefined) continue;
      if (last !== undefined) yield last;
      last = { strategy: 'exhaustive', path: undefined, ...execution, world: world() };
      if (execution.result.verdict === 'broken') break;
    }
    if (last !== undefined) yield { ...last, world: world() };
  }
}
