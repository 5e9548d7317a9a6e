import { readFileSync } from 'node:fs';
import type { Plan } from '../../../sim/simulation/faults/plan.ts';

/** Where defects are kept. */
export const FOLDER = new URL('.', import.meta.url);

/** A defect of a listing: the breach, and the smallest plan that shows it. */
export interface Defect {
  readonly scenario: string;
  readonly invariant: string;
  readonly handler: string | undefined;
  readonly kind: string | undefined;
  readonly message: string;
  readonly story: readonly string[];
  readonly plan: Plan;
}

/** What became of one invariant of one listing. */
export interface Row {
  readonly scenario: string;
  readonly invariant: string;
  /** Runs without a finding, after all that were found. */
  readonly runs: number;
  readonly exercised: number;
  /** Names of files in `plans/`. */
  readonly defects: readonly string[];
}

/** The rows as they were last searched. */
export function rows(): readonly Row[] {
  return JSON.parse(readFileSync(new URL('rows.json', FOLDER), 'utf8')) as Row[];
}

export function defect(file: string): Defect {
  return JSON.parse(readFileSync(new URL(`plans/${file}`, FOLDER), 'utf8')) as Defect;
}
