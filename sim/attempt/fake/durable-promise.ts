import type { DurablePromise, RestatePromise } from '@restatedev/restate-sdk';
import type { Command } from '../../journal/command.ts';
import type { AnySerde } from '../serde.ts';
import type { FakeAttempt } from './attempt.ts';
import { DONE, OPTIONAL, VALUE } from './completion.ts';
import type { Completion } from './completion.ts';
import { CommandFailure } from './failure.ts';
import { leaf } from './leaf.ts';

/** A durable promise by name. It holds no value of its own: each await asks anew, with a command of its own. */
export class FakeDurablePromise<T> implements DurablePromise<T> {
  readonly [Symbol.toStringTag] = 'DurablePromise';
  readonly #attempt: FakeAttempt;
  readonly #name: string;
  readonly #serde: AnySerde;

  constructor(attempt: FakeAttempt, name: string, serde: AnySerde) {
    this.#attempt = attempt;
    this.#name = name;
    this.#serde = serde;
  }

  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.get().then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.get().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.get().finally(onFinally);
  }

  get(): RestatePromise<T> {
    const completion = this.#attempt.vm.nextCompletion();
    return this.#issue({ type: 'GetPromise', key: this.#name, completion }, completion, VALUE);
  }

  peek(): Promise<T | undefined> {
    const completion = this.#attempt.vm.nextCompletion();
    return this.#issue({ type: 'PeekPromise', key: this.#name, completion }, completion, OPTIONAL);
  }

  resolve(value?: T): Promise<void> {
    let bytes: Uint8Array;
    try {
      bytes = this.#serde.serialize(value);
    } catch (error) {
      this.#attempt.abort(new CommandFailure(error, this.#attempt.vm.related('CompletePromise', '', true)));
      return this.#attempt.sdk.pending();
    }
    return this.#complete({ ok: bytes });
  }

  reject(message: string): Promise<void> {
    return this.#complete({ failure: { code: 500, message } });
  }

  #complete(result: Extract<Command, { type: 'CompletePromise' }>['result']): RestatePromise<void> {
    const completion = this.#attempt.vm.nextCompletion();
    return this.#issue({ type: 'CompletePromise', key: this.#name, result, completion }, completion, DONE);
  }

  #issue<V>(command: Command, completion: number, how: Completion): RestatePromise<V> {
    this.#attempt.noteUse(`promise('${this.#name}')`);
    if (this.#attempt.issue(command) === undefined) return this.#attempt.sdk.pending();
    const related = this.#attempt.vm.related(command.type);
    return leaf<V>(this.#attempt, { handle: completion, completion: how, serde: this.#serde, related });
  }
}
