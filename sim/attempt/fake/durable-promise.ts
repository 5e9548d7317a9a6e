import type { DurablePromise, RestatePromise } from '@restatedev/restate-sdk';
import type { Command } from '../../journal/command.ts';
import type { ContextUses } from '../context-uses.ts';
import type { AnySerde } from '../serde.ts';
import type { Commands } from './commands.ts';
import { DONE, OPTIONAL, VALUE } from './completion.ts';
import type { Completion } from './completion.ts';

/** A durable promise by name. It holds no value of its own: each await issues a command of its own. */
export class FakeDurablePromise<T> implements DurablePromise<T> {
  readonly [Symbol.toStringTag] = 'DurablePromise';
  readonly #commands: Commands;
  readonly #uses: ContextUses;
  readonly #name: string;
  readonly #serde: AnySerde;

  constructor(commands: Commands, uses: ContextUses, name: string, serde: AnySerde) {
    this.#commands = commands;
    this.#uses = uses;
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
    const completion = this.#commands.vm.nextCompletion();
    return this.#issue({ type: 'GetPromise', key: this.#name, completion }, completion, VALUE);
  }

  peek(): Promise<T | undefined> {
    const completion = this.#commands.vm.nextCompletion();
    return this.#issue({ type: 'PeekPromise', key: this.#name, completion }, completion, OPTIONAL);
  }

  resolve(value?: T): Promise<void> {
    const bytes = this.#commands.serialize(this.#serde, value, 'CompletePromise');
    if (bytes === undefined) return this.#commands.sdk.pending();
    return this.#complete({ ok: bytes });
  }

  reject(message: string): Promise<void> {
    const failure = this.#commands.failure(message);
    return failure === undefined ? this.#commands.sdk.pending() : this.#complete({ failure });
  }

  #complete(result: Extract<Command, { type: 'CompletePromise' }>['result']): RestatePromise<void> {
    const completion = this.#commands.vm.nextCompletion();
    return this.#issue({ type: 'CompletePromise', key: this.#name, result, completion }, completion, DONE);
  }

  #issue<V>(command: Command, completion: number, how: Completion): RestatePromise<V> {
    this.#uses.note(`promise('${this.#name}')`);
    return this.#commands.completable(command, completion, how, this.#serde);
  }
}
