/**
 * One world moves at a time in a process. A world that wants to move waits until the one that moves has come to rest;
 * in between, other tests may run.
 */
export class Baton {
  #last: Promise<void> = Promise.resolve();

  /** Runs `work` when nobody else does. */
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
