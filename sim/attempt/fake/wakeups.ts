/** Wakes the await that is blocked. A signal that arrives while no await is blocked is kept for the next one. */
export class Wakeups {
  #kept = 0;
  #waiter: (() => void) | undefined;

  /** True while an await is blocked until something arrives from outside. */
  get isWaiting(): boolean {
    return this.#waiter !== undefined;
  }

  /** Something arrived from outside: a notification, the end of the input, the outcome of a closure. */
  signal(): void {
    const waiter = this.#waiter;
    if (waiter === undefined) {
      this.#kept++;
      return;
    }
    this.#waiter = undefined;
    waiter();
  }

  /** Blocks until the next signal. @returns true when it had to wait, so that nothing else is in flight afterwards */
  next(): Promise<boolean> {
    if (this.#kept > 0) {
      this.#kept--;
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      // V8 allocates a function that is assigned directly to a property in its old generation, where it keeps its whole
      // world alive until the next full collection. Hence the local variable.
      const wake = (): void => resolve(true);
      this.#waiter = wake;
    });
  }
}
