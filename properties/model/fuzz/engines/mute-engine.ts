import type { Attempt, AttemptHost, AttemptSetup, Engine } from '../../../../sim/attempt/attempt.ts';
import { FakeEngine } from '../../../../sim/attempt/fake/engine.ts';

/** An engine with a flaw: it reports a journal that does not match as any other error. */
export class MuteEngine implements Engine {
  readonly name = 'sdk';
  readonly #inner = new FakeEngine();

  open(setup: AttemptSetup, host: AttemptHost): Attempt {
    const emit: AttemptHost['emit'] = (message) => {
      const isMismatch = message.type === 'error' && message.error.code === 570;
      host.emit(isMismatch ? { type: 'error', error: { ...message.error, code: 500 } } : message);
    };
    return this.#inner.open(setup, {
      emit,
      closureReady: (closure) => host.closureReady(closure),
      closureDropped: (completion) => host.closureDropped(completion),
      remark: (remark) => host.remark(remark),
    });
  }

  settle(): Promise<void> {
    return this.#inner.settle();
  }
}
