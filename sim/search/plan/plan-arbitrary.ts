import * as fc from 'fast-check';
import { operationName } from '../../simulation/client/operation-name.ts';
import {
  allowancesOf,
  interventionsOf,
  operatorsOf,
  troublesIn,
  type Allowed,
} from '../../simulation/faults/interventions.ts';
import type { Plan, StrategyName, Trouble, WorldTrouble } from '../../simulation/faults/plan.ts';
import type { Intervention } from '../../simulation/faults/plan.ts';
import { DEFAULT_ACTIONS } from '../../simulation/scenario/operators.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../simulation/scenario/operation-spec.ts';
import { DrawnOperation, type Draw, type DrawnPlan } from './drawn-operation.ts';
import { withUpgrade } from './drawn-upgrade.ts';
import { RunKeys } from './run-keys.ts';
import { drawnGroup, type Seen } from './seen.ts';
import { drawnWait, momentOf, type SeenTimes } from './seen-times.ts';

export interface PlanOptions {
  /** The strategies that can be drawn for a run. Default: all. */
  readonly strategies?: readonly StrategyName[];
  /** Operations in a plan, at most. Default: the limit of the scenario. */
  readonly maxOperations?: number;
  /** What earlier runs showed of the code under test. Default: nothing is known. */
  readonly seen?: Seen;
}

/** The share of each strategy if all can be drawn: those that find rare bugs are drawn more often. */
const SHARES: readonly StrategyName[] = [
  'random',
  'surw',
  ...repeated('pct', 2),
  ...repeated('pos', 2),
  ...repeated('delays', 5),
];

/**
 * Generates the plans of a scenario: operations, their clients, troubles, and a strategy with its seed. fast-check does not
 * shrink these plans, because the same strategy makes other choices in every other plan; `holds` shrinks a failing plan and
 * prints the result in its message.
 * @returns a fast-check arbitrary; its seed and path name a generated run
 */
export function planOf(scenario: Scenario, options: PlanOptions = {}): fc.Arbitrary<Plan> {
  return drawnPlanOf(scenario, options);
}

/** Generates the same plans for the search, which can shrink their requests. */
export function drawnPlanOf(scenario: Scenario, options: PlanOptions = {}): fc.Arbitrary<DrawnPlan> {
  return new PlanArbitrary(scenario, options);
}

/** How many keys the requests of a run go to, if there are as many; drawn for each run. */
const KEYS = [1, 1, 1, 2, Infinity, Infinity, Infinity, Infinity, Infinity] as const;

/** What one run uses of what the scenario allows (swarm testing, Groce et al., ISSTA 2012). Drawn once per run. */
interface Swarm {
  readonly operations: number;
  readonly clients: number;
  /** The kinds of requests that occur. */
  readonly kinds: readonly fc.Arbitrary<OperationSpec>[];
  /** How many keys of each service most requests go to. */
  readonly keys: number;
  /** The kind that most requests are of; undefined for none. Many requests of many kinds are seldom many of any. */
  readonly favourite: fc.Arbitrary<OperationSpec> | undefined;
  /** Whether clients wait before some of their requests. */
  readonly waits: boolean;
  /** Whether operators act on its invocations. */
  readonly operated: boolean;
  /** Whether every kind occurs before any occurs again, and clients alternate: for bugs that need one of each at once. */
  readonly oneOfEach: boolean;
}

/** Interventions of operators in invocations that handlers created, for each stretch of journal points. */
const MAX_INTERVENTIONS = 3;

/** A run of a scenario that sets no smaller limit has few requests, about as many as people try, or many. */
const FEW = 4;
const SOME = 8;

class PlanArbitrary extends fc.Arbitrary<DrawnPlan> {
  readonly #scenario: Scenario;
  readonly #most: number;
  readonly #strategy: fc.Arbitrary<StrategyName>;
  readonly #world: fc.Arbitrary<readonly WorldTrouble[]>;
  /** Whether operators do anything to invocations of any service. */
  readonly #operates: boolean;
  /** The troubles of requests, where no service has faults of its own. */
  readonly #forAll: OperationTroubles;
  readonly #allowed: ReturnType<typeof allowancesOf>;
  readonly #byService = new Map<string, OperationTroubles>();
  readonly #seen: Seen | undefined;

  constructor(scenario: Scenario, options: PlanOptions) {
    super();
    this.#scenario = scenario;
    this.#most = Math.min(scenario.maxOperations, options.maxOperations ?? Infinity);
    this.#strategy = fc.constantFrom(...(options.strategies ?? SHARES));
    this.#seen = options.seen;
    this.#world = worldTroubles(scenario, options.seen);
    this.#allowed = allowancesOf(scenario.faults);
    this.#operates = interventionsOf(scenario.faults).length > 0;
    this.#forAll = troublesFor(scenario, { ...scenario.faults, interventions: interventionsOf(scenario.faults) });
  }

  generate(mrng: fc.Random, biasFactor: number | undefined): fc.Value<DrawnPlan> {
    const swarm = this.#swarm(mrng);
    const operations: DrawnOperation[] = [];
    const keys = new RunKeys(swarm.keys);
    let waitedMs = 0;
    let left: readonly fc.Arbitrary<OperationSpec>[] = [];
    for (let index = 0; index < swarm.operations; index++) {
      if (left.length === 0) left = swarm.kinds;
      const from = isFavourite(mrng, swarm, index) ? [swarm.favourite] : left;
      const draw = this.#draw(mrng, biasFactor, from, keys);
      if (swarm.oneOfEach) left = left.filter((kind) => kind !== draw.arbitrary);
      keys.add(draw.value);
      const turn = swarm.oneOfEach ? (index % swarm.clients) + 1 : mrng.nextInt(1, swarm.clients);
      const client = `client ${turn}`;
      const { operated, ofClients } = this.#troublesOf(draw.value.service);
      const troubles = drawn(swarm.operated && operated !== undefined ? operated : ofClients, mrng);
      const waitMs = swarm.waits && mrng.nextInt(1, 3) === 1 ? drawnWait(mrng, this.#seen, waitedMs) : undefined;
      waitedMs += waitMs ?? 0;
      operations.push(DrawnOperation.of({ id: operationName(index), client, troubles }, draw, waitMs));
    }
    const plan: DrawnPlan = {
      version: 1,
      scenario: this.#scenario.name,
      seed: mrng.nextInt(0, 2 ** 31 - 1),
      ...(this.#scenario.horizonMs !== undefined && { horizonMs: this.#scenario.horizonMs }),
      ...(this.#scenario.server?.version !== undefined && { serverVersion: this.#scenario.server.version }),
      operations,
      world: drawn(this.#world, mrng),
      holds: [],
      choices: {},
      strategy: {
        name: drawn(this.#strategy, mrng),
        dice: mrng.nextInt(0, 2 ** 31 - 1),
        // Some runs have no crashes: they find bugs that need none.
        troubles: mrng.nextInt(0, troublesIn(this.#scenario.faults)),
        ...(swarm.operated && this.#operates && { interventions: mrng.nextInt(1, MAX_INTERVENTIONS) }),
      },
    };
    const { upgrade } = this.#scenario;
    return new fc.Value(upgrade === undefined ? plan : withUpgrade(plan, upgrade, this.#seen, mrng), undefined);
  }

  #troublesOf(service: string): OperationTroubles {
    if (this.#allowed === undefined) return this.#forAll;
    const troubles = this.#byService.get(service) ?? troublesFor(this.#scenario, this.#allowed(service));
    this.#byService.set(service, troubles);
    return troubles;
  }

  canShrinkWithoutContext(_value: unknown): _value is DrawnPlan {
    return false;
  }

  shrink(): fc.Stream<fc.Value<DrawnPlan>> {
    return fc.Stream.nil();
  }

  #swarm(mrng: fc.Random): Swarm {
    const { clients } = this.#scenario;
    const kinds = this.#kinds(mrng);
    const operations = this.#count(mrng);
    const isLong = this.#scenario.drawsWidely === true && operations > SOME;
    return {
      operations,
      clients: clientCount(mrng, clients),
      kinds,
      keys: isLong && mrng.nextInt(1, 3) > 1 ? 1 : (KEYS[mrng.nextInt(0, KEYS.length - 1)] ?? 1),
      oneOfEach: mrng.nextInt(1, 2) === 1,
      favourite: isLong && mrng.nextInt(1, 4) > 1 ? kinds[mrng.nextInt(0, kinds.length - 1)] : undefined,
      waits: mrng.nextInt(1, 10) === 1,
      // A cancel ends an invocation early, so most runs have none: they find bugs that need what comes after. A scenario that
      // asks for kills or pauses is about operators, so that they act in most of its runs.
      operated: asksForOperators(this.#scenario) ? mrng.nextInt(1, 4) > 1 : mrng.nextInt(1, 3) === 1,
    };
  }

  /**
   * How many requests a run has. Two cannot show a bug that needs three, so of a range that a scenario gives, many are more
   * frequent than few. Where it gives none, runs differ widely: a third request may cover up what two would show, and some bugs
   * need a tenth.
   */
  #count(mrng: fc.Random): number {
    const most = this.#most;
    const share = mrng.nextInt(1, 12);
    if (this.#scenario.drawsWidely !== true || most <= SOME) {
      return share <= 2 ? mrng.nextInt(1, Math.min(3, most)) : greaterOfTwo(mrng, 1, most);
    }
    if (share <= 5) return mrng.nextInt(1, FEW);
    return share <= 9 ? greaterOfTwo(mrng, 1, SOME) : greaterOfTwo(mrng, SOME + 1, most);
  }

  /**
   * All kinds, about half of them, or very few: for bugs that need several requests of one kind. In half of the runs, these are
   * kinds that can have to do with each other.
   */
  #kinds(mrng: fc.Random): Swarm['kinds'] {
    const { operations } = this.#scenario;
    const group = drawnGroup(mrng, this.#seen);
    const all = group === undefined ? operations : group.kinds.flatMap((kind) => operations[kind] ?? []);
    const share = mrng.nextInt(1, 8);
    if (share <= 3) return all;
    const some =
      share <= 6
        ? all.filter(() => mrng.nextInt(1, 2) === 1)
        : Array.from({ length: mrng.nextInt(1, 3) }, () => all[mrng.nextInt(0, all.length - 1)]).flatMap(
            (one) => one ?? [],
          );
    return some.length === 0 ? all : some;
  }

  #draw(mrng: fc.Random, bias: number | undefined, kinds: readonly fc.Arbitrary<OperationSpec>[], keys: RunKeys): Draw {
    for (let draws = 1; ; draws++) {
      const arbitrary = kinds[mrng.nextInt(0, kinds.length - 1)];
      if (arbitrary === undefined) throw new RangeError('A scenario without operations cannot be drawn from.');
      const { value, context } = arbitrary.generate(mrng, bias);
      if (keys.fits(value, draws)) return { arbitrary, value, context };
    }
  }
}

/** Whether operators of a scenario do more than they do by default. */
function asksForOperators({ faults }: Scenario): boolean {
  return operatorsOf(faults).some((action) => !DEFAULT_ACTIONS.includes(action));
}

/** The last requests are of any kind, so that they show what came of the many before. */
function isFavourite(
  mrng: fc.Random,
  swarm: Swarm,
  index: number,
): swarm is Swarm & { readonly favourite: fc.Arbitrary<OperationSpec> } {
  return swarm.favourite !== undefined && index < swarm.operations - FEW && mrng.nextInt(1, 5) > 1;
}

function greaterOfTwo(mrng: fc.Random, min: number, max: number): number {
  return Math.max(mrng.nextInt(min, max), mrng.nextInt(min, max));
}

/** Mostly as many as there may be, or a few where that is many. */
function clientCount(mrng: fc.Random, most: number): number {
  const share = mrng.nextInt(1, 4);
  if (share === 1) return mrng.nextInt(1, most);
  return share === 2 || most <= FEW ? most : FEW - 1;
}

/** Draws without a bias towards small values; such values are not shrunk. */
function drawn<T>(arbitrary: fc.Arbitrary<T>, mrng: fc.Random): T {
  return arbitrary.generate(mrng, undefined).value;
}

function repeated(name: StrategyName, times: number): StrategyName[] {
  return Array.from({ length: times }, () => name);
}

const none: readonly Trouble[] = [];

/** The troubles of requests to a service. */
interface OperationTroubles {
  /** In addition to what a strategy adds: clients give up or repeat. */
  readonly ofClients: fc.Arbitrary<readonly Trouble[]>;
  /** The same, and operators intervene; undefined where they do nothing. */
  readonly operated: fc.Arbitrary<readonly Trouble[]> | undefined;
}

function troublesFor({ body }: Scenario, { duplicates, interventions: kinds }: Allowed): OperationTroubles {
  const ofClients = body === undefined ? clientTroubles(duplicates) : fc.constant(none);
  const operated =
    kinds.length === 0
      ? undefined
      : fc.oneof({ weight: 3, arbitrary: ofClients }, { weight: 2, arbitrary: fc.tuple(intervention(kinds)) });
  return { ofClients, operated };
}

/** A client stops waiting, sends its request a second time, or both, as one does whose request takes too long. */
function clientTroubles(duplicates: boolean): fc.Arbitrary<readonly Trouble[]> {
  const some = (weight: number, ...kinds: readonly ('abandon' | 'duplicate')[]) => ({
    weight,
    arbitrary: fc.constant<readonly Trouble[]>(kinds.map((kind) => ({ kind }))),
  });
  const repeated = duplicates ? [some(1, 'duplicate'), some(1, 'abandon', 'duplicate')] : [];
  return fc.oneof(some(28), some(2, 'abandon'), ...repeated);
}

/** Mostly the invocation of the request itself, sometimes one that its entries have called or sent, at once or with a delay. */
const CALLS: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 6 }).map((entry) => `/${entry}`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .map((calls) => `/${calls.join('/')}`),
  },
);

/** An operator does something to it at an entry. */
function intervention(kinds: readonly Intervention[]): fc.Arbitrary<Trouble> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    path: CALLS,
    attempt: fc.constantFrom(1, 1, 1, 2),
    // Most handlers are short.
    entry: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(1, 1, 2, 2, 2, 3, 3, 4, 5) },
      fc.integer({ min: 6, max: 20 }),
    ),
    phase: fc.constantFrom('before' as const, 'after' as const),
  });
}

function worldTroubles(scenario: Scenario, seen: SeenTimes | undefined): fc.Arbitrary<readonly WorldTrouble[]> {
  const { clockJumps, troubles, serverRestarts } = scenario.faults;
  const atMs = momentOf(seen);
  const kinds: fc.Arbitrary<WorldTrouble>[] = [];
  if (troubles > 0) {
    if (serverRestarts) kinds.push(fc.record({ kind: fc.constant('server restart' as const), atMs }));
    kinds.push(fc.record({ kind: fc.constant('process crash' as const), atMs }));
  }
  if (clockJumps) {
    const byMs = fc.constantFrom(-3_600_000, -5_000, -1, 1, 5_000, 3_600_000);
    kinds.push(fc.record({ kind: fc.constant('clock jump' as const), atMs, byMs }));
  }
  const calm: readonly WorldTrouble[] = [];
  if (kinds.length === 0) return fc.constant(calm);
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(calm) },
    { weight: 2, arbitrary: fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 2 }) },
  );
}
