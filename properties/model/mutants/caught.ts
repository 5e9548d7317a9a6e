import type { Case } from '../conformance/case.ts';
import { casesThatBreak } from './catch.ts';
import type { Mutant } from './mutant.ts';
import type { Sightings } from './sightings.ts';

/** By what a mutant is caught; absent is what does not catch it. */
export interface Caught {
  /** Conformance cases that break in the plain order of steps. */
  readonly plain?: readonly number[];
  /** Looked at when there are none: cases that break when every attempt is suspended at each await. */
  readonly suspended?: readonly number[];
  /** Looked at when there are none either: cases that break in some order of steps, or no longer show an outcome. */
  readonly orders?: readonly number[];
  /** What the default campaign sees of it. */
  readonly campaign?: Sightings;
}

/** What is expected of each mutant; `npm run mutants -- --accept` writes it again. */
export type CaughtTable = Readonly<Record<string, Caught>>;

/** Looks for the conformance cases that notice a mutant. */
export async function huntByCases(mutant: Mutant, cases: readonly Case[]): Promise<Caught> {
  for (const play of ['plain', 'suspended', 'orders'] as const) {
    const broken = await casesThatBreak(cases, play, mutant);
    if (broken.length > 0) return { [play]: broken };
  }
  return {};
}
