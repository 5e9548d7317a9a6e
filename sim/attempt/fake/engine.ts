import type { Attempt, AttemptHost, AttemptSetup, Engine } from '../attempt.ts';
import { FakeAttempt } from './attempt.ts';
import { Hops } from '../hops.ts';

/** Runs handlers on contexts of ours: no wasm, no frames, no event loop. */
export class FakeEngine implements Engine {
  readonly name = 'fake';
  readonly #hops: Hops = new Hops();

  open(setup: AttemptSetup, host: AttemptHost): Attempt {
    return new FakeAttempt(setup, host, this.#hops);
  }

  settle(): Promise<void> {
    return this.#hops.drain();
  }
}
