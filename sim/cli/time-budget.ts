/** How long a first run may take when the time is over already, in ms: each scenario gets one. */
const FIRST_RUN_MS = 1_000;

/** How long a finding may be confirmed when the time is over, in ms: a fresh worker has to load everything once more. */
const CONFIRM_MS = 2_000;

/** The part of the budget of real time that one scenario has. */
export interface TimeShare {
  /** Whether no other run may begin. */
  isOver(): boolean;
  /** Whether the run that goes on must end. */
  isCut(): boolean;
  /** @returns what is aborted when nothing may be run again any more */
  confirming(): AbortSignal;
}

/** The budget of real time of a search, which counts from the start of the command. All times in ms. */
export class TimeBudget {
  readonly #endMs: number;
  readonly #now: () => number;

  /**
   * @param timeMs what is given to the whole command
   * @param startedMs when it started, on the same clock as `now`
   */
  constructor(timeMs: number, startedMs: number, now: () => number = () => performance.now()) {
    this.#endMs = startedMs + timeMs;
    this.#now = now;
  }

  /** @param left how many scenarios share what is left, this one included @returns the share of the next one */
  next(left: number): TimeShare {
    const now = this.#now;
    const beginsMs = now();
    const untilMs = beginsMs + Math.max(0, this.#endMs - beginsMs) / left;
    const cutMs = Math.max(untilMs, beginsMs + FIRST_RUN_MS);
    let hasRun = false;
    return {
      isOver: () => {
        hasRun = true;
        return now() > untilMs;
      },
      isCut: () => now() > (hasRun ? untilMs : cutMs),
      confirming: () => AbortSignal.timeout(Math.ceil(Math.max(0, untilMs - now()) + CONFIRM_MS)),
    };
  }
}
