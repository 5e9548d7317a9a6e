type Chunk = { readonly done: false; readonly value: Uint8Array } | { readonly done: true; readonly value: undefined };

const DONE: Chunk = { done: true, value: undefined };

/** The request body as the SDK reads it. The server fills it chunk by chunk. */
export class Input {
  readonly #queue: Uint8Array[] = [];
  #waiting: PromiseWithResolvers<Chunk> | undefined;
  #end: { readonly error: Error | undefined } | undefined;

  push(value: Uint8Array): void {
    if (this.#end !== undefined) return;
    if (this.#waiting === undefined) this.#queue.push(value);
    else this.#settle((waiting) => waiting.resolve({ done: false, value }));
  }

  /** Half-closes: the end follows what is queued. */
  close(): void {
    this.#end ??= { error: undefined };
    this.#settle((waiting) => waiting.resolve(DONE));
  }

  /** The connection breaks: what is queued is lost. */
  fail(error: Error): void {
    this.#end = { error };
    this.#queue.length = 0;
    this.#settle((waiting) => waiting.reject(error));
  }

  next(): Promise<Chunk> {
    const value = this.#queue.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    if (this.#end?.error !== undefined) return Promise.reject(this.#end.error);
    if (this.#end !== undefined) return Promise.resolve(DONE);
    this.#waiting = Promise.withResolvers<Chunk>();
    return this.#waiting.promise;
  }

  #settle(how: (waiting: PromiseWithResolvers<Chunk>) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) how(waiting);
  }
}
