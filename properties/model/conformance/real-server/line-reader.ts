import { closeSync, existsSync, openSync, readSync } from 'node:fs';

import type { Line } from '../driver.ts';
import type { JsonObject } from '../json.ts';
import { linesFile } from './file-outside.ts';

/** Reads what the service process has logged, by tag; each look reads only what is new. */
export class LineReader {
  readonly #file: string;
  readonly #byTag = new Map<string, Line[]>();
  #offset = 0;
  #rest = '';

  constructor(folder: string) {
    this.#file = linesFile(folder);
  }

  lines(tag: string): readonly Line[] {
    this.#catchUp();
    return [...(this.#byTag.get(tag) ?? [])];
  }

  #catchUp(): void {
    if (!existsSync(this.#file)) return;
    const file = openSync(this.#file, 'r');
    const buffer = Buffer.alloc(64 * 1024);
    for (let size = 1; size > 0; this.#offset += size) {
      size = readSync(file, buffer, 0, buffer.length, this.#offset);
      this.#take(buffer.toString('utf8', 0, size));
    }
    closeSync(file);
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    // The last piece is a line that the service is still writing, or nothing.
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const { at, tag, id, ...fields } = JSON.parse(line) as JsonObject & { at: number; tag: string; id: string };
      const known = this.#byTag.get(tag) ?? [];
      known.push({ at, tag, id, fields });
      this.#byTag.set(tag, known);
    }
  }
}
