import { realNow, realSetTimeout } from '../../attempt/ambient/real.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';

const LOOK_AGAIN_MS = 1;

/**
 * Attempts whose code waits for something that is not of this world: real input or output, or a promise that nobody
 * resolves. The world has to wait with them, in real time and under a limit; what follows is no function of the seed.
 */
export class OutsideWait {
  readonly #waiting = new Set<AttemptStream>();
  readonly #givenUp = new Set<AttemptStream>();
  /** Names of the attempts that were ever waited for. */
  readonly seen: Set<string> = new Set();

  /** Takes note of an attempt whose code has just come to rest. */
  note(stream: AttemptStream): void {
    if (!stream.dead && stream.attempt.waitsOutside && !this.#givenUp.has(stream)) this.#waiting.add(stream);
    else this.#waiting.delete(stream);
  }

  get pending(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Waits in real time until an attempt goes on.
   * @param moved whether something in the world can move again
   * @param settle lets code come to rest
   * @param limitMs how long to wait at most; whoever still waits then is given up
   */
  async until(moved: () => boolean, settle: () => Promise<void>, limitMs: number): Promise<void> {
    const began = realNow();
    for (const { address } of this.#waiting) this.seen.add(address);
    while (this.pending && !moved()) {
      if (realNow() - began >= limitMs) {
        for (const stream of this.#waiting) this.#givenUp.add(stream);
        this.#waiting.clear();
        return;
      }
      await new Promise<void>((resolve) => {
        realSetTimeout(resolve, LOOK_AGAIN_MS);
      });
      await settle();
      for (const stream of this.#waiting) this.note(stream);
    }
  }
}
