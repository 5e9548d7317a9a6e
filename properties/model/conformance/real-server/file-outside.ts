import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LogLine, Outside } from '../outside.ts';

/** The outside world of a real service process: files, because they outlive it. */
export class FileOutside implements Outside {
  readonly #lines: string;
  readonly #counts: string;
  readonly #counters = new Map<string, number>();

  constructor(folder: string) {
    this.#lines = linesFile(folder);
    this.#counts = join(folder, 'counts.txt');
    if (!existsSync(this.#counts)) return;
    for (const counter of readFileSync(this.#counts, 'utf8').split('\n')) this.#add(counter);
  }

  log(line: LogLine): void {
    appendFileSync(this.#lines, `${JSON.stringify({ at: Date.now(), ...line })}\n`);
  }

  count(counter: string): number {
    appendFileSync(this.#counts, `${counter}\n`);
    return this.#add(counter);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  crash(): Promise<never> {
    process.exit(1);
  }

  #add(counter: string): number {
    const count = (this.#counters.get(counter) ?? 0) + 1;
    this.#counters.set(counter, count);
    return count;
  }
}

/** Where the lines are; the driver reads them from there. */
export function linesFile(folder: string): string {
  return join(folder, 'lines.jsonl');
}
