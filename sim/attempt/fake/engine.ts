import type { Attempt, AttemptHost, AttemptSetup, Engine } from '../attempt.ts';
import { FakeAttempt } from './attempt.ts';
import { Hops } from '../hops.ts';

/** Runs handlers on our own contexts: no WebAssembly, no frames, no event loop. */
export class FakeEngine implements Engine {
  readonly name = 'fake';
  readonly #hops: Hops = new Hops();
  readonly #announcing: FakeAttempt[] = [];
  readonly #announce = (attempt: FakeAttempt): void => void this.#announcing.push(attempt);
  readonly #onSettled = (): void => {
    for (const attempt of this.#announcing) attempt.announceClosures();
    this.#announcing.length = 0;
  };

  open(setup: AttemptSetup, host: AttemptHost): Attempt {
    return new FakeAttempt(setup, host, this.#hops, this.#announce);
  }

  settle(): Promise<void> {
    return this.#hops.drain(this.#onSettled);
  }
}
