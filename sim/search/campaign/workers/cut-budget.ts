import { realSetTimeout } from '../../../attempt/ambient/real.ts';
import { RunCut } from '../../../core/errors.ts';

/** How often the time is looked at, in ms. */
const EVERY_MS = 50;

/** How long a worker has to end its run when the time is over, in ms: user code that computes cannot be ended. */
const GRACE_MS = 1_000;

/** A worker, as far as its budget of time is concerned. */
export interface CutHand {
  readonly isInvestigating: boolean;
  cut(): void;
}

/** Ends the runs of workers when the budget of time is over. */
export class CutBudget {
  readonly #cut: () => boolean;
  readonly #hands: readonly CutHand[];
  readonly #over = Promise.withResolvers<never>();
  #looksSince = 0;
  #timer: NodeJS.Timeout;

  /** @param cut whether the time is over */
  constructor(cut: () => boolean, hands: readonly CutHand[]) {
    this.#cut = cut;
    this.#hands = hands;
    this.#over.promise.catch(() => undefined);
    this.#timer = this.#next();
  }

  /**
   * @returns what the work comes to
   * @throws {RunCut} when the time is over and the work still goes on
   */
  race<T>(work: T | PromiseLike<T>): Promise<T> {
    return Promise.race([work, this.#over.promise]);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #next(): NodeJS.Timeout {
    return realSetTimeout(() => {
      this.#look();
      this.#timer = this.#next();
    }, EVERY_MS);
  }

  #look(): void {
    if (!this.#cut()) return;
    for (const hand of this.#hands) hand.cut();
    // What one of them has found must not be lost.
    const isFree = !this.#hands.some((hand) => hand.isInvestigating);
    if (this.#looksSince++ * EVERY_MS >= GRACE_MS && isFree) this.#over.reject(new RunCut());
  }
}
