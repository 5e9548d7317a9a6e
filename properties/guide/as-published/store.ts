import { readFileSync } from 'node:fs';
import { readFinding, type FindingFile } from '../../../sim/search/finding/finding.ts';
import { causeOf } from './single-invariant.ts';

/** Findings about the listings, one on each line, each a file that `npm run sim -- replay` takes. */
export const PLANS: URL = new URL('plans.jsonl', import.meta.url);
/** What was searched, one invariant of one scenario on each line. */
export const SEARCHED: URL = new URL('searched.jsonl', import.meta.url);

/** A finding about a listing. */
export interface StoredFinding extends FindingFile {
  /** Number of its line in `plans.jsonl`, from 1 on. */
  readonly number: number;
  /** What ends every attempt of a handler that is retried without end. */
  readonly cause: string | undefined;
}

/** How one invariant of one scenario was searched. */
export interface Searched {
  readonly scenario: string;
  readonly invariant: string;
  /** Runs without a finding, after all that were found. */
  readonly runs: number;
  /** How often the invariant had something to judge in them. */
  readonly exercised: number;
}

export function storedFindings(): readonly StoredFinding[] {
  return lines(PLANS).map((line, index) => {
    const finding = readFinding(line, `line ${index + 1} of plans.jsonl`);
    return { ...finding, number: index + 1, cause: causeOf(finding) };
  });
}

export function searched(): readonly Searched[] {
  return lines(SEARCHED).map((line) => JSON.parse(line) as Searched);
}

function lines(file: URL): readonly string[] {
  return readFileSync(file, 'utf8').trim().split('\n');
}
