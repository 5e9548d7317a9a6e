/** Is notified when the attempt ends under its handler. */
export interface EarlyEndListener {
  endedEarly(error: unknown): void;
}

/** The end of an attempt under its handler: an error, a suspension, a lost connection. Only the first reason counts. */
export class EarlyEnd {
  #listener: EarlyEndListener | undefined;
  #hasCome = false;

  /** Whether the attempt has ended, or is about to. */
  get hasCome(): boolean {
    return this.#hasCome;
  }

  listen(listener: EarlyEndListener): void {
    this.#listener = listener;
  }

  /** Ends the attempt, whatever its handler does. */
  abort(error: unknown): void {
    if (this.#hasCome) return;
    this.#hasCome = true;
    this.#listener?.endedEarly(error);
  }
}
