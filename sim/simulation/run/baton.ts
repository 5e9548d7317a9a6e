/**
 * Lets one world of a process move at a time. A world that is to move waits until the moving one has settled; between two
 * moves, other tests may run.
 */
export class Baton {
  #last: Promise<void> = Promise.resolve();

  /** Runs `work` when all work that was requested before has ended. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let release: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      return await work();
    } finally {
      release();
    }
  }
}

export const processBaton: Baton = new Baton();
