import type { Allowance } from '../core/allowances.ts';

/**
 * A service process as user code sees it through ambient globals: clock, random numbers and timers. Each attempt has its
 * own view, so that what it draws depends on its address and not on a global order.
 */
export interface Process {
  /** Service clock in ms since the epoch. The SDK reads it for deadlines; so does code inside `ctx.run`. */
  now(): number;
  /**
   * What `Date.now()` returns outside `ctx.run`. It differs between attempts on purpose, so that a replay exposes code that
   * depends on it.
   */
  ambientNow(): number;
  /** Monotonic ms since the process began, for `performance.now`. */
  elapsed(): number;
  /** The next number in [0, 1) of this attempt's ambient stream, for `Math.random` and `crypto`. */
  random(): number;
  /** Arms a virtual timer of user code. The callback runs in a step of its own, in this attempt's turn. */
  setTimer(delayMs: number, callback: () => void): ProcessTimer;
  /** Executes the closure of a `ctx.run`, or the stub that a test has declared for it. Absent: always the closure. */
  execute?(name: string, closure: () => unknown): unknown;
  /**
   * Finds what answers a request over HTTP in place of the network. Absent where nothing is stubbed.
   * @returns undefined where no stub matches: the request is refused
   */
  respond?(method: string, url: string): Responder | undefined;
  /** What its code may use for real. Absent: nothing. */
  readonly allowed?: ReadonlySet<Allowance> | undefined;
  /** Whether what its code prints is printed too, and does not only go into the trace. Absent: no. */
  readonly printsThrough?: boolean | undefined;
  /**
   * Called when user code issues a command, on the stack of that code, and when an error ends the attempt. Absent when the
   * run needs no source lines.
   * @param entry number of the command in the journal, the input being 0; undefined for an error
   * @param thrown the error
   */
  readonly noteLine?: ((entry: number | undefined, thrown?: unknown) => void) | undefined;
}

/** A request that simulated code makes over HTTP. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Answers a request in place of the network. A rejection is a failure of the network. */
export type Responder = (request: OutgoingRequest) => Promise<Response>;

export interface ProcessTimer {
  cancel(): void;
}
