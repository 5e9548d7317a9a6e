import * as fc from 'fast-check';
import type { Plan, PlannedOperation, Trouble, WorldTrouble } from '../simulation/plan.ts';
import type { OperationSpec, Scenario } from '../simulation/scenario.ts';

/** The dice of a run must not be biased towards small numbers or shrunk: another number is another run altogether. */
const diceNumber = (): fc.Arbitrary<number> => fc.noShrink(fc.noBias(fc.integer({ min: 0, max: 2 ** 32 - 1 })));

/**
 * Generates the plans of a scenario: operations, who issues them, troubles, and the dice of a strategy.
 * @returns a fast-check arbitrary; its seed and path name a generated run
 */
export function planOf(scenario: Scenario): fc.Arbitrary<Plan> {
  const drawn = fc.record({ spec: scenario.operation, client: fc.nat(scenario.clients - 1), troubles: clientTroubles() });
  return fc
    .record({
      operations: fc.array(drawn, { minLength: 1, maxLength: scenario.maxOperations, size: 'max' }),
      world: worldTroubles(scenario),
      seed: diceNumber(),
      dice: diceNumber(),
      // Runs without crashes are worth having too: they show that crashes are not needed.
      troubles: fc.constantFrom(0, ...Array.from({ length: scenario.faults.troubles }, (_, index) => index + 1)),
    })
    .map(({ operations, world, seed, dice, troubles }) => ({
      version: 1,
      scenario: scenario.name,
      seed,
      operations: operations.map(({ spec, client, troubles: own }, index) => planned(spec, client, own, index)),
      world,
      holds: [],
      choices: {},
      strategy: { name: 'random', dice, troubles },
    }));
}

function planned(
  spec: OperationSpec,
  client: number,
  troubles: readonly Trouble[],
  index: number,
): PlannedOperation {
  return { id: operationName(index), client: `client ${client + 1}`, ...spec, troubles };
}

/** a, b, ... z, aa, ab, ... */
export function operationName(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : operationName(Math.floor(index / 26) - 1) + letter;
}

function clientTroubles(): fc.Arbitrary<readonly Trouble[]> {
  const none: readonly Trouble[] = [];
  return fc.oneof(
    { weight: 14, arbitrary: fc.constant(none) },
    { weight: 1, arbitrary: fc.constant<readonly Trouble[]>([{ kind: 'abandon' }]) },
  );
}

function worldTroubles(scenario: Scenario): fc.Arbitrary<readonly WorldTrouble[]> {
  const { clockJumps, troubles } = scenario.faults;
  const atMs = fc.integer({ min: 0, max: 5_000 });
  const kinds: fc.Arbitrary<WorldTrouble>[] = [];
  if (troubles > 0) {
    kinds.push(fc.record({ kind: fc.constant('server restart' as const), atMs }));
    kinds.push(fc.record({ kind: fc.constant('process crash' as const), atMs }));
  }
  if (clockJumps) {
    const byMs = fc.constantFrom(-3_600_000, -5_000, -1, 1, 5_000, 3_600_000);
    kinds.push(fc.record({ kind: fc.constant('clock jump' as const), atMs, byMs }));
  }
  if (kinds.length === 0) return fc.constant([]);
  const none: readonly WorldTrouble[] = [];
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(none) },
    { weight: 2, arbitrary: fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 2 }) },
  );
}
