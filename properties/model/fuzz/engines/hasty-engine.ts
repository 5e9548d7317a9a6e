import type { Attempt, AttemptHost, AttemptSetup, Engine } from '../../../../sim/attempt/attempt.ts';
import { FakeEngine } from '../../../../sim/attempt/fake/engine.ts';

/** An engine with a flaw: it suspends as soon as it was handed anything. What comes out is right, the way is not. */
export class HastyEngine implements Engine {
  readonly name = 'sdk';
  readonly #inner = new FakeEngine();

  open(setup: AttemptSetup, host: AttemptHost): Attempt {
    const attempt = this.#inner.open(setup, host);
    const notify = attempt.notify.bind(attempt);
    attempt.notify = (notification) => {
      notify(notification);
      attempt.closeInput();
    };
    return attempt;
  }

  settle(): Promise<void> {
    return this.#inner.settle();
  }
}
