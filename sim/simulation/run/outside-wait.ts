import { realNow, realSetTimeout } from '../../attempt/ambient/real.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';

const LOOK_AGAIN_MS = 1;

/**
 * Attempts whose code waits for something outside the world: real input or output, or a promise that no code resolves. The
 * world waits with them, in real time and up to a limit. The rest of the run does not follow from the seed.
 */
export class OutsideWait {
  readonly #waiting = new Set<AttemptStream>();
  /** Attempts that have reached the limit; the world does not wait for them again. */
  readonly #abandoned = new Set<AttemptStream>();
  /** Addresses of all attempts that the world has waited for. */
  readonly seen: Set<string> = new Set();

  /** Looks at an attempt whose code has just settled. */
  note(stream: AttemptStream): void {
    if (!stream.dead && stream.attempt.waitsOutside && !this.#abandoned.has(stream)) this.#waiting.add(stream);
    else this.#waiting.delete(stream);
  }

  get pending(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Waits in real time until an attempt continues.
   * @param moved whether something in the world can move again
   * @param settle lets user code settle
   * @param limitMs how long to wait at most, in ms; the world does not wait again for attempts that still wait then
   */
  async until(moved: () => boolean, settle: () => Promise<void>, limitMs: number): Promise<void> {
    const began = realNow();
    for (const { address } of this.#waiting) this.seen.add(address);
    while (this.pending && !moved()) {
      if (realNow() - began >= limitMs) {
        for (const stream of this.#waiting) this.#abandoned.add(stream);
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
