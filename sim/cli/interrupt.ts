/** How long the same Ctrl-C may come again, in ms: npm hands on what the terminal has told the command already. */
const ECHO_MS = 500;

/**
 * Listens to Ctrl-C. The first one is taken note of, so that what was found so far can be told; a second one ends the
 * process at once, as it would without anybody listening.
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
