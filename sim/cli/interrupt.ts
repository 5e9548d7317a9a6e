import { isRound } from './watch/round.ts';

/** How long the same signal may arrive again, in ms: npm forwards the one that the terminal has already sent. */
const ECHO_MS = 500;

/**
 * Listens to Ctrl-C and SIGTERM, by which a CI ends a job. The first one is noted: the command saves what was found so far, prints
 * it and ends. A second one ends the process at once, as it does without a listener.
 */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #signals: readonly NodeJS.Signals[];
  readonly #note = (): void => {
    if (this.came) return;
    this.#controller.abort();
    setTimeout(() => this.stop(), ECHO_MS).unref();
  };

  constructor() {
    // A watch ends its round by SIGTERM when a file has changed, and no user waits for what that found.
    this.#signals = isRound() ? ['SIGINT'] : ['SIGINT', 'SIGTERM'];
    for (const signal of this.#signals) process.on(signal, this.#note);
  }

  /** Whether it came. */
  get came(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Aborted when it comes. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops listening. */
  stop(): void {
    for (const signal of this.#signals) process.removeListener(signal, this.#note);
  }
}
