/**
 * A service process as user code sees it through ambient globals: clock, chance and timers. Each attempt gets its own
 * view, so that a draw belongs to an address and not to global order.
 */
export interface Process {
  /** Service clock in ms since the epoch: what the SDK reads for deadlines, and what code inside `ctx.run` reads. */
  now(): number;
  /**
   * What `Date.now()` shows outside `ctx.run`. It differs between attempts on purpose, so that code which depends on it
   * is caught on replay.
   */
  ambientNow(): number;
  /** Monotonic ms since the process began, for `performance.now`. */
  elapsed(): number;
  /** The next number in [0, 1) of this attempt's ambient stream, for `Math.random` and `crypto`. */
  random(): number;
  /** Arms a virtual timer of user code; the callback runs as a step of its own, in this attempt's turn. */
  setTimer(delayMs: number, callback: () => void): ProcessTimer;
  /** Executes the closure of a `ctx.run`, or what a test has put in its place. Absent: always the closure. */
  execute?(name: string, closure: () => unknown): unknown;
  /**
   * Is told of each command as user code issues it, on its own stack, and of an error that ends the attempt. Absent where
   * nobody wants to know the lines.
   * @param entry number of the command in the journal, the input being 0; undefined for an error
   * @param thrown the error
   */
  readonly noteLine?: ((entry: number | undefined, thrown?: unknown) => void) | undefined;
}

export interface ProcessTimer {
  cancel(): void;
}
