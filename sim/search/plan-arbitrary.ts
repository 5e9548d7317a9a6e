import * as fc from 'fast-check';
import type { Plan, PlannedOperation, StrategyName, Trouble, WorldTrouble } from '../simulation/plan.ts';
import type { OperationSpec, Scenario } from '../simulation/scenario.ts';
import { rememberDraw, type Draw } from './draws.ts';

export interface PlanOptions {
  /** Who may make the choices of a run; one of them is drawn. All by default. */
  readonly strategies?: readonly StrategyName[];
  /** Operations in a plan, at most. Default: the scenario's own limit. */
  readonly maxOperations?: number;
}

export const STRATEGIES: readonly StrategyName[] = ['random', 'pct', 'pos', 'surw'];

/**
 * Generates the plans of a scenario: operations, who issues them, troubles, and the dice of a strategy. fast-check does
 * not shrink them, because the dice mean another run altogether for every other plan; `holds` shrinks a failing plan
 * itself and tells the result in its message.
 * @returns a fast-check arbitrary; its seed and path name a generated run
 */
export function planOf(scenario: Scenario, options: PlanOptions = {}): fc.Arbitrary<Plan> {
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
}

/** How often a request is drawn anew to hit the key that a run is about. */
const KEY_DRAWS = 6;

class PlanArbitrary extends fc.Arbitrary<Plan> {
  readonly #scenario: Scenario;
  readonly #most: number;
  readonly #strategy: fc.Arbitrary<StrategyName>;
  readonly #world: fc.Arbitrary<readonly WorldTrouble[]>;
  readonly #troubles: fc.Arbitrary<readonly Trouble[]>;

  constructor(scenario: Scenario, options: PlanOptions) {
    super();
    this.#scenario = scenario;
    this.#most = Math.min(scenario.maxOperations, options.maxOperations ?? Infinity);
    this.#strategy = fc.constantFrom(...(options.strategies ?? STRATEGIES));
    this.#world = worldTroubles(scenario);
    this.#troubles = scenario.faults.operators ? operatorTroubles : clientTroubles;
  }

  generate(mrng: fc.Random, biasFactor: number | undefined): fc.Value<Plan> {
    const swarm = this.#swarm(mrng);
    const operations: PlannedOperation[] = [];
    let key: string | undefined;
    for (let index = 0; index < swarm.operations; index++) {
      const draw = this.#draw(mrng, biasFactor, swarm, key);
      if (swarm.oneKey) key ??= draw.value.key;
      const client = `client ${mrng.nextInt(1, swarm.clients)}`;
      const troubles = drawn(this.#troubles, mrng);
      operations.push(rememberDraw({ id: operationName(index), client, ...draw.value, troubles }, draw));
    }
    const plan: Plan = {
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

  canShrinkWithoutContext(_value: unknown): _value is Plan {
    return false;
  }

  shrink(): fc.Stream<fc.Value<Plan>> {
    return fc.Stream.nil();
  }

  #swarm(mrng: fc.Random): Swarm {
    const small = mrng.nextInt(1, 4) === 1;
    const { operations: all, clients } = this.#scenario;
    const kinds = mrng.nextInt(1, 2) === 1 ? all : all.filter(() => mrng.nextInt(1, 2) === 1);
    return {
      // Many more often than few: what takes three requests is not in two.
      operations: small
        ? mrng.nextInt(1, Math.min(3, this.#most))
        : Math.max(mrng.nextInt(1, this.#most), mrng.nextInt(1, this.#most)),
      clients: mrng.nextInt(1, 4) === 1 ? mrng.nextInt(1, clients) : clients,
      kinds: kinds.length === 0 ? all : kinds,
      oneKey: mrng.nextInt(1, 3) === 1,
    };
  }

  #draw(mrng: fc.Random, bias: number | undefined, { kinds }: Swarm, key: string | undefined): Draw {
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

/** a, b, ... z, aa, ab, ... */
export function operationName(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : operationName(Math.floor(index / 26) - 1) + letter;
}

const none: readonly Trouble[] = [];

const clientTroubles: fc.Arbitrary<readonly Trouble[]> = fc.oneof(
  { weight: 14, arbitrary: fc.constant(none) },
  { weight: 1, arbitrary: fc.constant<readonly Trouble[]>([{ kind: 'abandon' }]) },
);

/** Somebody cancels, kills or pauses it at an entry. */
const operated: fc.Arbitrary<Trouble> = fc.record({
  kind: fc.constantFrom('cancel' as const, 'kill' as const, 'pause' as const),
  path: fc.constant(''),
  attempt: fc.constantFrom(1, 1, 1, 2),
  entry: fc.integer({ min: 1, max: 5 }),
  phase: fc.constantFrom('before' as const, 'after' as const),
});

const operatorTroubles: fc.Arbitrary<readonly Trouble[]> = fc.oneof(
  { weight: 3, arbitrary: clientTroubles },
  { weight: 2, arbitrary: fc.tuple(operated) },
);

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
