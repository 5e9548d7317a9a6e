/** Bounds of one run. Reaching one makes the run `undecided`, with the limit's name; it never hangs. */
export interface Limits {
  /** Steps of the world. */
  readonly steps: number;
  /** Virtual time from the start of the run, in ms. */
  readonly virtualMs: number;
  /** Entries in one journal. */
  readonly journalEntries: number;
  /** Attempts of one invocation. */
  readonly attempts: number;
  /** Events in the trace. */
  readonly events: number;
  /**
   * Virtual time from the start of the run, in ms, for which jobs that schedule themselves forever are followed. They are
   * followed for at least 12 rounds; after that a run in which nothing else is left has settled.
   */
  readonly horizonMs: number;
  /** Real time in ms that one turn of user code may wait for something outside the simulation. */
  readonly outsideMs: number;
}

const DAY_MS = 86_400_000;

export const DEFAULT_LIMITS: Limits = {
  steps: 200_000,
  virtualMs: 400 * DAY_MS,
  journalEntries: 20_000,
  attempts: 1_000,
  events: 1_000_000,
  horizonMs: 0,
  outsideMs: 2_000,
};
