import type {
  InvocationId,
  InvocationReference,
  RestatePromise,
  Serde,
  SignalReference,
  TerminalError,
} from '@restatedev/restate-sdk';
import type { AnySerde } from '../serde.ts';
import type { FakeAttempt } from './attempt.ts';
import type { FakeContext } from './context.ts';
import { CommandFailure } from './failure.ts';
import { toRejection } from './user-error.ts';

/** Another invocation by id: signal it, cancel it, attach to it. */
export class FakeInvocationReference implements InvocationReference {
  readonly #attempt: FakeAttempt;
  readonly #context: FakeContext;
  readonly #id: InvocationId;

  constructor(attempt: FakeAttempt, context: FakeContext, id: InvocationId) {
    this.#attempt = attempt;
    this.#context = context;
    this.#id = id;
  }

  signal<T>(name: string, serde?: Serde<T>): SignalReference<T> {
    const attempt = this.#attempt;
    const target = this.#id;
    const how = (serde as AnySerde | undefined) ?? attempt.defaultSerde;
    return {
      resolve(payload?: T): void {
        attempt.noteUse('invocation.signal');
        try {
          const result = { ok: how.serialize(payload) };
          attempt.issue({ type: 'SendSignal', target, signal: { name }, result });
        } catch (error) {
          attempt.abort(new CommandFailure(error, attempt.vm.related('SendSignal', '', true)));
        }
      },
      reject(reason: string | TerminalError): void {
        attempt.noteUse('invocation.signal');
        attempt.issue({ type: 'SendSignal', target, signal: { name }, result: { failure: toRejection(reason) } });
      },
    };
  }

  cancel(): void {
    this.#context.cancel(this.#id);
  }

  attach<T>(serde?: Serde<T>): RestatePromise<T> {
    return this.#context.attach(this.#id, serde);
  }
}
