import * as fc from 'fast-check';
import type { Breach, Invariant } from '../../sim/checks/invariant.ts';
import { RunWatch } from '../../sim/checks/run-watch.ts';
import type { Limits } from '../../sim/core/limits.ts';
import { dice } from '../../sim/core/random.ts';
import { deciderOf } from '../../sim/search/strategies/decider-of.ts';
import { planOf } from '../../sim/search/plan/plan-arbitrary.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import type { ServerOptions } from '../../sim/server/options.ts';
import type { Server } from '../../sim/server/server.ts';
import type { Plan, PlannedOperation } from '../../sim/simulation/faults/plan.ts';
import { runPlan } from '../../sim/simulation/run/run-plan.ts';
import { servicesOf } from '../../sim/simulation/scenario/bound-handlers.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';

/** A world that was built to satisfy one check, or to break it in one way. */
export interface CheckedWorld {
  /** What happens in it. */
  readonly name: string;
  readonly check: Invariant;
  /** For a check that is made with options: the function that makes it, and these. */
  readonly madeWith?: { readonly by: string; readonly options: unknown };
  readonly scenario: Scenario;
  /** The operations of every run; drawn from the scenario when left out. */
  readonly operations?: readonly PlannedOperation[];
  /** Choices that are made in every run, as in a plan. */
  readonly choices?: Plan['choices'];
  /** How the choices of a run are made: the quiet run, or at random. Default: at random. */
  readonly quiet?: boolean;
  readonly sabotage?: (server: Server) => void;
  readonly limits?: Partial<Limits>;
  readonly server?: Partial<ServerOptions>;
  /** Runs at most, until one shows what is expected. Default 60. */
  readonly runs?: number;
  readonly expect: Expected;
}

/** `held`: never broken, exercised, and without advice. Otherwise the kind of the breach, and what its message says. */
export type Expected =
  | 'held'
  | { readonly broken: string; readonly says: readonly string[] }
  | { readonly advice: string; readonly says: readonly string[] };

/** What a check says to a run. */
export interface Judgement {
  readonly breach: Breach | undefined;
  readonly advice: readonly Breach[];
  readonly exercised: number;
}

/** The recorded runs of a world, each with whether it came to an end. */
export interface Played {
  readonly world: CheckedWorld;
  readonly runs: readonly {
    readonly events: readonly TraceEvent[];
    readonly rested: boolean;
    readonly judgement: Judgement;
  }[];
}

const SEED = 11;

/** Plays a world until it shows what is expected of it, or until its runs are used up. */
export async function play(world: CheckedWorld): Promise<Played> {
  const scenario = { ...world.scenario, invariants: [] };
  const runs: Played['runs'][number][] = [];
  for (const plan of plansOf(world)) {
    const result = await runPlan(scenario, plan, {
      decider: await deciderOf(plan, new Runner(scenario)),
      builtIn: [world.check],
      ...(world.sabotage !== undefined && { sabotage: world.sabotage }),
      ...(world.limits !== undefined && { limits: world.limits }),
      ...(world.server !== undefined && { serverOptions: world.server }),
    });
    const [invariant] = result.invariants;
    if (invariant === undefined) throw new Error('The check is not among the results.');
    const { events, undecided } = result;
    runs.push({ events, rested: undecided === undefined, judgement: invariant });
    if (world.expect !== 'held' && shows(invariant, world.expect)) break;
  }
  return { world, runs };
}

/** The check that a function makes with options, so that another version of the function can be put in its place. */
export function checkMadeBy<Options>(
  make: (options: Options) => Invariant,
  options: Options,
): Required<Pick<CheckedWorld, 'check' | 'madeWith'>> {
  return { check: make(options), madeWith: { by: make.name, options } };
}

/** Whether a judgement is what a world is built to show. */
export function shows({ breach, advice }: Judgement, expect: Exclude<Expected, 'held'>): boolean {
  return 'broken' in expect ? breach?.kind === expect.broken : advice.some(({ kind }) => kind === expect.advice);
}

/** Lets a check judge recorded events, as it would have while they happened. */
export function judge(check: Invariant, events: readonly TraceEvent[], rested: boolean, scenario: Scenario): Judgement {
  const services = servicesOf(scenario);
  const sharedHandlers = (service: string): string[] =>
    [...(services.get(service)?.handlers ?? [])].flatMap(([name, { kind }]) => (kind === 'SHARED' ? [name] : []));
  const watch = new RunWatch({ state: () => undefined, keys: () => [], effect: () => undefined, sharedHandlers }, [
    check,
  ]);
  for (const event of events) watch.see(event);
  if (rested) watch.end();
  const [result] = watch.results();
  if (result === undefined) throw new Error('The check is not among the results.');
  return result;
}

function* plansOf(world: CheckedWorld): Generator<Plan> {
  const { scenario, operations, runs = 60 } = world;
  if (operations === undefined) {
    yield* fc.sample(planOf(scenario), { seed: SEED, numRuns: runs });
    return;
  }
  const numbers = dice(SEED, 'worlds');
  for (let run = 0; run < runs; run++) {
    yield {
      version: 1,
      scenario: scenario.name,
      seed: run,
      operations,
      world: [],
      holds: [],
      choices: world.choices ?? {},
      ...(world.quiet !== true && {
        strategy: { name: 'random', dice: numbers.below(2 ** 31), troubles: scenario.faults.troubles },
      }),
    };
    if (world.quiet === true) return;
  }
}
