import { compare, type Comparison, type Pair } from '../../engines/compare.ts';
import type { Program } from './program.ts';
import { LIMITS, planOf, scenarioOf, serverFor } from './world.ts';

/** Runs a program on both engines. */
export function comparePrograms(pair: Pair, program: Program): Promise<Comparison> {
  const options = { limits: LIMITS, serverOptions: serverFor(program), judgesUpgrades: false };
  return compare(pair, scenarioOf(program), planOf(program), options);
}
