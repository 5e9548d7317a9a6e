import { readFileSync, watch, type FSWatcher } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Hash } from '../../core/hash.ts';

/** Editors write a file in several steps, in ms. */
const SETTLED_MS = 100;

/**
 * Notices when the contents of files change. It watches their folders, because editors replace files, and a file may not be
 * there yet.
 */
export class WatchedFiles {
  readonly #changed: (file: string) => void;
  readonly #contents = new Map<string, string | undefined>();
  readonly #folders = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;

  /** @param changed called when a file has other contents than at the last {@link settle} */
  constructor(changed: (file: string) => void) {
    this.#changed = changed;
  }

  get count(): number {
    return [...this.#contents.values()].filter((contents) => contents !== undefined).length;
  }

  /** Watches more files. */
  add(files: readonly string[]): void {
    for (const file of files.map((name) => resolve(name))) {
      if (this.#contents.has(file)) continue;
      this.#contents.set(file, contentsOf(file));
      this.#watch(dirname(file));
    }
  }

  /** Takes the present contents as known. */
  settle(): void {
    for (const file of this.#contents.keys()) this.#contents.set(file, contentsOf(file));
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
  }

  #watch(folder: string): void {
    if (this.#folders.has(folder)) return;
    try {
      const watcher = watch(folder, () => this.#look());
      // A folder that is removed is no reason to end.
      watcher.on('error', () => this.#folders.delete(folder));
      this.#folders.set(folder, watcher);
    } catch {
      // A folder that is not there has no files that could change.
    }
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const [file] = [...this.#contents].find(([name, contents]) => contentsOf(name) !== contents) ?? [];
      if (file !== undefined) this.#changed(file);
    }, SETTLED_MS);
  }
}

function contentsOf(file: string): string | undefined {
  try {
    return new Hash().bytes(readFileSync(file)).hex();
  } catch {
    return undefined;
  }
}
