import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedMutant } from './sample.ts';

/** What a person found out about a mutant that no test noticed. Found again by its text, wherever it is in the file. */
export interface Judgement {
  readonly file: string;
  /** The changed lines, as the report prints them. */
  readonly before: string;
  readonly after: string;
  /** `equivalent`: no run, verdict or output can differ. `observable`: a test is missing. */
  readonly verdict: 'equivalent' | 'observable';
  /** Why it is equivalent, or what a user would see. */
  readonly reason: string;
}

/** @returns the judgements that are kept in this repository */
export function readJudgements(): readonly Judgement[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'judgements.json'), 'utf8')) as Judgement[];
}

/** @returns what was found out about this mutant, if it was judged */
export function judgementOf(judgements: readonly Judgement[], mutant: NamedMutant): Judgement | undefined {
  return judgements.find(
    ({ file, before, after }) => file === mutant.file && before === mutant.before && after === mutant.after,
  );
}
