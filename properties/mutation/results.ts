import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../harness/command.ts';
import type { NamedMutant } from './sample.ts';
import type { Fate } from './trial.ts';

/** A mutant and what became of it. */
export interface Result {
  readonly mutant: NamedMutant;
  readonly line: number;
  readonly fate: Fate;
}

/** Where results and durations are kept. */
export const CACHE: string = join(ROOT, 'node_modules', '.cache', 'mutate-self');

/** The results of one sample, saved while it is measured, one JSON text a line. */
export class SavedResults {
  readonly #path: string;
  readonly #saved = new Map<string, Result>();
  readonly #refused = new Set<string>();

  /**
   * @param name of the sample
   * @param resume whether to keep what an earlier run has saved under this name
   */
  constructor(name: string, resume: boolean) {
    this.#path = join(CACHE, `${name}.jsonl`);
    mkdirSync(dirname(this.#path), { recursive: true });
    if (!resume || !existsSync(this.#path)) writeFileSync(this.#path, '');
    for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
      if (line === '') continue;
      const saved = JSON.parse(line) as Result | { readonly refused: string };
      if ('refused' in saved) this.#refused.add(saved.refused);
      else this.#saved.set(saved.mutant.id, saved);
    }
  }

  /** Whether a test has killed this mutant. All others run again: tests may have been added. */
  isKilled({ id }: NamedMutant): boolean {
    return this.#saved.get(id)?.fate.type === 'killed';
  }

  /** Whether an earlier run has tried this mutant: then it compiles. */
  has({ id }: NamedMutant): boolean {
    return this.#saved.has(id);
  }

  /** Whether an earlier run has found that this mutant does not compile. */
  isRefused({ id }: NamedMutant): boolean {
    return this.#refused.has(id);
  }

  addRefused({ id }: NamedMutant): void {
    this.#refused.add(id);
    appendFileSync(this.#path, `${JSON.stringify({ refused: id })}\n`);
  }

  /** @returns the latest result of a mutant */
  of({ id }: NamedMutant): Result | undefined {
    return this.#saved.get(id);
  }

  add(result: Result): void {
    this.#saved.set(result.mutant.id, result);
    appendFileSync(this.#path, `${JSON.stringify(result)}\n`);
  }
}
