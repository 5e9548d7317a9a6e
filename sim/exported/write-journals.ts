import { closeSync, openSync, writeSync } from 'node:fs';
import { FORMAT, FORMAT_VERSION, type ExportedJournal, type JournalsHeader } from './exported-journal.ts';

/**
 * Writes journals as JSON Lines: a header, a line for each journal, and their number, so that a file that was cut off is noticed.
 * Journals are written as they come, so memory does not grow with their number.
 */
export class JournalsWriter {
  readonly #file: number;
  #count = 0;

  /** @throws an error of the file system when the file cannot be written */
  constructor(file: string, about: Omit<JournalsHeader, 'format' | 'version'>) {
    this.#file = openSync(file, 'w');
    this.#line({ format: FORMAT, version: FORMAT_VERSION, ...about } satisfies JournalsHeader);
  }

  get count(): number {
    return this.#count;
  }

  write({ target, rows, ...journal }: ExportedJournal): void {
    this.#count++;
    this.#line({ ...journal, target, size: rows.length, rows });
  }

  /** The file is complete only after this. */
  close(): void {
    this.#line({ journals: this.#count });
    closeSync(this.#file);
  }

  #line(value: object): void {
    writeSync(this.#file, `${JSON.stringify(value)}\n`);
  }
}
