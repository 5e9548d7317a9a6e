import { dirname, resolve } from 'node:path';
import { filesNamed, foldersNamed } from '../load/files.ts';
import { contentsOf } from './contents.ts';
import { WatchedFolder } from './watched-folder.ts';

/** Editors write a file in several steps, in ms. */
const SETTLED_MS = 100;

/**
 * Notices when the contents of files change, and when a named folder or pattern has another file. It watches folders,
 * because editors replace files, and a file may not be there yet.
 */
export class WatchedFiles {
  readonly #changed: (file: string) => void;
  readonly #contents = new Map<string, string | undefined>();
  readonly #folders = new Map<string, WatchedFolder>();
  #names: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param changed called when a file has other contents than those that are known, or is new in what is named */
  constructor(changed: (file: string) => void) {
    this.#changed = changed;
  }

  get count(): number {
    return [...this.#contents.values()].filter((contents) => contents !== undefined).length;
  }

  /** Watches files, folders and patterns, as a user names them, instead of those that were named before. */
  name(names: readonly string[]): void {
    this.#names = names;
    this.#watchFolders();
    for (const file of this.#named()) if (!this.#contents.has(file)) this.#contents.set(file, contentsOf(file));
  }

  /** Watches one more file. @param contents what it had when it was used */
  add(file: string, contents: string | undefined): void {
    const path = resolve(file);
    if (this.#contents.has(path)) return;
    this.#contents.set(path, contents);
    this.#watch(dirname(path));
    // It may have changed since it was used.
    this.#look();
  }

  /** Takes the present contents as known. */
  settle(): void {
    this.#watchFolders();
    for (const file of [...this.#contents.keys(), ...this.#named()]) this.#contents.set(file, contentsOf(file));
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const folder of this.#folders.values()) folder.close();
  }

  #watch(folder: string): void {
    if (!this.#folders.has(folder)) this.#folders.set(folder, new WatchedFolder(folder, () => this.#look()));
  }

  #watchFolders(): void {
    for (const folder of this.#folders.values()) folder.renew();
    for (const folder of foldersNamed(this.#names)) this.#watch(resolve(folder));
  }

  /** The files that are named now; those that a name which finds none will find are new ones. */
  #named(): readonly string[] {
    return this.#names.flatMap((name) => filesOrNone(name)).map((file) => resolve(file));
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#watchFolders();
      const files = [...this.#contents.keys(), ...this.#named()];
      const file = files.find((name) => contentsOf(name) !== this.#contents.get(name));
      if (file !== undefined) this.#changed(file);
    }, SETTLED_MS);
  }
}

function filesOrNone(name: string): readonly string[] {
  try {
    return filesNamed([name]);
  } catch {
    return [];
  }
}
