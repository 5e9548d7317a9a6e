/** How long the same Ctrl-C may arrive again, in ms: npm forwards the signal that the terminal has already sent. */
const ECHO_MS = 500;

/**
 * Listens to Ctrl-C. The first one is noted, so that the command can print what was found so far. A second one ends the
 * process at once, as it does without a listener.
 */
export class Interrupt {
  /** Whether it came. */
  came = false;
  readonly #note = (): void => {
    if (this.came) return;
    this.came = true;
    setTimeout(() => this.stop(), ECHO_MS).unref();
  };

  constructor() {
    process.on('SIGINT', this.#note);
  }

  /** Stops listening. */
  stop(): void {
    process.removeListener('SIGINT', this.#note);
  }
}
