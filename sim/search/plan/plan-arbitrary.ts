import * as fc from 'fast-check';
import { operationName } from '../../simulation/client/operation-name.ts';
import type { Plan, StrategyName, Trouble, WorldTrouble } from '../../simulation/faults/plan.ts';
import type { OperationSpec, Scenario } from '../../simulation/scenario/scenario.ts';
import { DrawnOperation, type Draw, type DrawnPlan } from './drawn-operation.ts';

export interface PlanOptions {
  /** Who may make the choices of a run; one of them is drawn. All by default. */
  readonly strategies?: readonly StrategyName[];
  /** Operations in a plan, at most. Default: the scenario's own limit. */
  readonly maxOperations?: number;
}

/** How often each has its turn where all may: those that find what is rare more often than those that find the rest. */
const SHARES: readonly StrategyName[] = [
  'random',
  'surw',
  ...repeated('pct', 2),
  ...repeated('pos', 2),
  ...repeated('delays', 5),
];

/**
 * Generates the plans of a scenario: operations, who issues them, troubles, and the dice of a strategy. fast-check does
 * not shrink them, because the dice mean another run altogether for every other plan; `holds` shrinks a failing plan
 * itself and tells the result in its message.
 * @returns a fast-check arbitrary; its seed and path name a generated run
 */
export function planOf(scenario: Scenario, options: PlanOptions = {}): fc.Arbitrary<Plan> {
  return drawnPlanOf(scenario, options);
}

/** The same plans, as the search has them: their requests can be shrunk. */
export function drawnPlanOf(scenario: Scenario, options: PlanOptions = {}): fc.Arbitrary<DrawnPlan> {
  return new PlanArbitrary(scenario, options);
}

/** What a run uses of all that the scenario allows, drawn once per run: rare combinations need rare company. */
interface Swarm {
  readonly operations: number;
  readonly clients: number;
  /** Of the kinds of requests, those that occur. */
  readonly kinds: readonly fc.Arbitrary<OperationSpec>[];
  /** Whether most requests go to one key. */
  readonly oneKey: boolean;
  /** Whether every kind has its turn before any comes again, and clients take turns: what takes one of each, all at once. */
  readonly oneOfEach: boolean;
}

/** How often a request is drawn anew to hit the key that a run is about. */
const KEY_DRAWS = 6;

class PlanArbitrary extends fc.Arbitrary<DrawnPlan> {
  readonly #scenario: Scenario;
  readonly #most: number;
  readonly #strategy: fc.Arbitrary<StrategyName>;
  readonly #world: fc.Arbitrary<readonly WorldTrouble[]>;
  readonly #troubles: fc.Arbitrary<readonly Trouble[]>;

  constructor(scenario: Scenario, options: PlanOptions) {
    super();
    this.#scenario = scenario;
    this.#most = Math.min(scenario.maxOperations, options.maxOperations ?? Infinity);
    this.#strategy = fc.constantFrom(...(options.strategies ?? SHARES));
    this.#world = worldTroubles(scenario);
    this.#troubles = troublesOf(scenario);
  }

  generate(mrng: fc.Random, biasFactor: number | undefined): fc.Value<DrawnPlan> {
    const swarm = this.#swarm(mrng);
    const operations: DrawnOperation[] = [];
    let key: string | undefined;
    let left: readonly fc.Arbitrary<OperationSpec>[] = [];
    for (let index = 0; index < swarm.operations; index++) {
      if (left.length === 0) left = swarm.kinds;
      const draw = this.#draw(mrng, biasFactor, left, key);
      if (swarm.oneOfEach) left = left.filter((kind) => kind !== draw.arbitrary);
      if (swarm.oneKey) key ??= draw.value.key;
      const turn = swarm.oneOfEach ? (index % swarm.clients) + 1 : mrng.nextInt(1, swarm.clients);
      const client = `client ${turn}`;
      const troubles = drawn(this.#troubles, mrng);
      operations.push(DrawnOperation.of({ id: operationName(index), client, troubles }, draw));
    }
    const plan: DrawnPlan = {
      version: 1,
      scenario: this.#scenario.name,
      seed: mrng.nextInt(0, 2 ** 31 - 1),
      operations,
      world: drawn(this.#world, mrng),
      holds: [],
      choices: {},
      strategy: {
        name: drawn(this.#strategy, mrng),
        dice: mrng.nextInt(0, 2 ** 31 - 1),
        // Runs without crashes are worth having too: they show that crashes are not needed.
        troubles: mrng.nextInt(0, this.#scenario.faults.troubles),
      },
    };
    return new fc.Value(plan, undefined);
  }

  canShrinkWithoutContext(_value: unknown): _value is DrawnPlan {
    return false;
  }

  shrink(): fc.Stream<fc.Value<DrawnPlan>> {
    return fc.Stream.nil();
  }

  #swarm(mrng: fc.Random): Swarm {
    const small = mrng.nextInt(1, 6) === 1;
    const { clients } = this.#scenario;
    const kinds = this.#kinds(mrng);
    return {
      // Many more often than few: what takes three requests is not in two.
      operations: small
        ? mrng.nextInt(1, Math.min(3, this.#most))
        : Math.max(mrng.nextInt(1, this.#most), mrng.nextInt(1, this.#most)),
      clients: mrng.nextInt(1, 4) === 1 ? mrng.nextInt(1, clients) : clients,
      kinds,
      oneKey: mrng.nextInt(1, 3) === 1,
      oneOfEach: mrng.nextInt(1, 2) === 1,
    };
  }

  /** All of them, about half of them, or very few: what takes several of one kind is not in one of each. */
  #kinds(mrng: fc.Random): Swarm['kinds'] {
    const { operations: all } = this.#scenario;
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

  #draw(
    mrng: fc.Random,
    bias: number | undefined,
    kinds: readonly fc.Arbitrary<OperationSpec>[],
    key: string | undefined,
  ): Draw {
    for (let tries = 1; ; tries++) {
      const arbitrary = kinds[mrng.nextInt(0, kinds.length - 1)];
      if (arbitrary === undefined) throw new RangeError('A scenario without operations cannot be drawn from.');
      const { value, context } = arbitrary.generate(mrng, bias);
      const fits = key === undefined || value.key === undefined || value.key === key;
      if (fits || tries >= KEY_DRAWS) return { arbitrary, value, context };
    }
  }
}

/** Not biased towards small values and not shrunk: what is drawn here is dice. */
function drawn<T>(arbitrary: fc.Arbitrary<T>, mrng: fc.Random): T {
  return arbitrary.generate(mrng, undefined).value;
}

function repeated(name: StrategyName, times: number): StrategyName[] {
  return Array.from({ length: times }, () => name);
}

const none: readonly Trouble[] = [];

/** The troubles of operations, in addition to what a strategy adds: clients give up or repeat, operators intervene. */
function troublesOf({
  body,
  faults: { operators, clearedState, duplicates },
}: Scenario): fc.Arbitrary<readonly Trouble[]> {
  const kinds: Intervention[] = [];
  if (operators) kinds.push('cancel', 'kill', 'pause');
  if (clearedState) kinds.push('clear state');
  const ofClients = body === undefined ? clientTroubles(duplicates) : fc.constant(none);
  if (kinds.length === 0) return ofClients;
  return fc.oneof({ weight: 3, arbitrary: ofClients }, { weight: 2, arbitrary: fc.tuple(intervention(kinds)) });
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

type Intervention = 'cancel' | 'kill' | 'pause' | 'clear state';

/** An operator does something to it at an entry. */
function intervention(kinds: readonly Intervention[]): fc.Arbitrary<Trouble> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    path: fc.constant(''),
    attempt: fc.constantFrom(1, 1, 1, 2),
    entry: fc.integer({ min: 1, max: 5 }),
    phase: fc.constantFrom('before' as const, 'after' as const),
  });
}

function worldTroubles(scenario: Scenario): fc.Arbitrary<readonly WorldTrouble[]> {
  const { clockJumps, troubles, serverRestarts } = scenario.faults;
  const atMs = fc.integer({ min: 0, max: 5_000 });
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
