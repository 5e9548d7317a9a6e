import { existsSync, statSync, watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/** A folder that is watched, also while it is not there: then the nearest folder above it is. */
export class WatchedFolder {
  readonly #folder: string;
  readonly #event: () => void;
  #watcher: FSWatcher | undefined;
  /** Which folder on the disk is watched. */
  #identity: string | undefined;

  /** @param event called when something in it may have changed */
  constructor(folder: string, event: () => void) {
    this.#folder = folder;
    this.#event = event;
    this.renew();
  }

  /** Watches the folder that now has the name: nothing says that a folder was removed and made again. */
  renew(): void {
    const folder = nearest(this.#folder);
    const identity = identityOf(folder);
    if (identity === this.#identity) return;
    this.close();
    this.#identity = identity;
    try {
      const watcher = watch(folder, this.#event);
      // A removed folder must not end the watch.
      watcher.on('error', () => (this.#identity = undefined));
      this.#watcher = watcher;
      // Something may have happened in it just before.
      this.#event();
    } catch {
      this.#identity = undefined;
    }
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}

/** @returns the folder; the nearest one above it where it is not there */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

/** The number of a folder alone may be used again for another one. */
function identityOf(folder: string): string | undefined {
  const found = statSync(folder, { bigint: true, throwIfNoEntry: false });
  return found && `${folder} ${found.dev} ${found.ino} ${found.birthtimeNs}`;
}
