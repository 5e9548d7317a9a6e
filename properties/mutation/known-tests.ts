import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ended, WarmTests } from './warm-tests.ts';

/** A test file that takes longer than this is run for no mutant. */
const MAX_FILE_MS = 12_000;
/** What a test file is taken to need until it has run once. */
const GUESS_MS = 6_000;

/** What earlier runs have shown about test files: how long they take, and which of them fail without any change. */
export class KnownTests {
  readonly #path: string;
  readonly #durations: Map<string, number>;
  readonly #passes = new Map<string, boolean>();
  readonly #kills = new Map<string, number>();

  /** @param path of the file that keeps the durations from one run to the next */
  constructor(path: string) {
    this.#path = path;
    const saved = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>) : {};
    this.#durations = new Map(Object.entries(saved));
  }

  /** Real time of a test file in ms, as far as it is known. */
  timeOf(file: string): number {
    return this.#durations.get(file) ?? GUESS_MS;
  }

  isUsable(file: string): boolean {
    return this.timeOf(file) <= MAX_FILE_MS && this.#passes.get(file) !== false;
  }

  /** The most promising first: those that have killed the most mutants for their time, then the cheapest. */
  inOrder(files: readonly string[]): string[] {
    const worth = (file: string): number => (this.#kills.get(file) ?? 0) / this.timeOf(file);
    return files.toSorted((a, b) => worth(b) - worth(a) || this.timeOf(a) - this.timeOf(b));
  }

  /** Notes that this file has killed a mutant. */
  hasKilled(file: string): void {
    this.#kills.set(file, (this.#kills.get(file) ?? 0) + 1);
  }

  /** Notes how long files took that passed. */
  learn(ended: Ended): void {
    if (ended.type !== 'ended' || ended.outcome.failed !== undefined) return;
    for (const [file, ms] of Object.entries(ended.outcome.durations)) this.#durations.set(file, ms);
  }

  /**
   * @param tests of a checkout without any change
   * @returns whether this file passes there; from then on it is used only if it does
   */
  async passesUnchanged(file: string, tests: Pick<WarmTests, 'run'>): Promise<boolean> {
    const known = this.#passes.get(file);
    if (known !== undefined) return known;
    const ended = await tests.run([file], 10 * MAX_FILE_MS);
    this.learn(ended);
    const passes = ended.type === 'ended' && ended.outcome.failed === undefined;
    this.#passes.set(file, passes);
    return passes;
  }

  save(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify(Object.fromEntries(this.#durations), undefined, 1));
  }
}
