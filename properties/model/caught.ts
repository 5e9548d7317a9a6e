import type { Case } from '../conformance/case.ts';
import type { Scenario } from '../../sim/simulation/scenario.ts';
import { casesThatBreak, finds, type Found } from './catch.ts';
import type { Mutant } from './mutant.ts';

/** By what a mutant is caught; absent is what does not catch it. */
export interface Caught {
  /** Conformance cases that break in the plain order of steps. */
  readonly plain?: readonly number[];
  /** Looked at when there are none: cases that break when every attempt is suspended at each await. */
  readonly suspended?: readonly number[];
  /** Looked at when there are none either: cases that break in some order of steps, or no longer show an outcome. */
  readonly orders?: readonly number[];
  /** The campaign that finds it soonest. */
  readonly campaign?: Found;
}

/** What is expected of each mutant; `npm run mutants -- --accept` writes it anew. */
export type CaughtTable = Readonly<Record<string, Caught>>;

/** Looks for everything that notices a mutant. */
export async function huntDown(
  mutant: Mutant,
  cases: readonly Case[],
  scenarios: readonly Scenario[],
): Promise<Caught> {
  const byCases = await huntByCases(mutant, cases);
  let campaign: Found | undefined;
  for (const scenario of scenarios) {
    const found = await finds(scenario, mutant);
    if (found !== undefined && found.runs < (campaign?.runs ?? Infinity)) campaign = found;
  }
  return campaign === undefined ? byCases : { ...byCases, campaign };
}

async function huntByCases(mutant: Mutant, cases: readonly Case[]): Promise<Caught> {
  for (const play of ['plain', 'suspended', 'orders'] as const) {
    const broken = await casesThatBreak(cases, play, mutant);
    if (broken.length > 0) return { [play]: broken };
  }
  return {};
}
