import type { IngressRequest, IngressResponse } from '../../server/ingress/request.ts';
import { AskedAt } from './asked-at.ts';
import { Abandoned } from './client-errors.ts';
import type { ClientPort, Issued } from './client-port.ts';

/** What is asked, and how the answer is read. */
export interface Question<T> {
  readonly client: string;
  readonly request: IngressRequest;
  /** In a few words, for errors. */
  readonly what: string;
  /** @throws what the awaiting test shall see */
  read(response: IngressResponse): T;
}

/**
 * The answer to a request, a promise with one difference: the world moves only while somebody awaits it. The request is
 * on its way at once, so that several can be under way together; nobody need await an answer that does not matter.
 */
export class Answer<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'Answer';
  readonly #port: ClientPort;
  readonly #question: Question<T>;
  readonly #issued: Issued;
  readonly #asked: AskedAt = new AskedAt();
  #response: IngressResponse | undefined;
  #abandoned = false;
  #settled: Promise<T> | undefined;

  constructor(port: ClientPort, question: Question<T>) {
    this.#port = port;
    this.#question = question;
    this.#issued = port.issue(question.client, question.request, (response) => {
      this.#response = response;
    });
  }

  /** Name of the operation in plans and traces. */
  get operation(): string {
    return this.#issued.operation;
  }

  /** Stops waiting, as a client that disconnects; the invocation goes on. Awaiting it then throws {@link Abandoned}. */
  abandon(): void {
    if (this.#response !== undefined || this.#abandoned) return;
    this.#abandoned = true;
    this.#issued.abandon();
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is one on purpose: awaiting it moves the world.
  then<R = T, F = never>(
    fulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    rejected?: ((reason: unknown) => F | PromiseLike<F>) | null,
  ): Promise<R | F> {
    this.#settled ??= this.#wait();
    return this.#settled.then(fulfilled, rejected);
  }

  catch<F = never>(rejected?: ((reason: unknown) => F | PromiseLike<F>) | null): Promise<T | F> {
    return this.then(undefined, rejected);
  }

  finally(settled?: (() => void) | null): Promise<T> {
    return this.then().finally(settled);
  }

  async #wait(): Promise<T> {
    const { what } = this.#question;
    try {
      await this.#port.until(what, () => this.#response !== undefined || this.#abandoned);
      if (this.#response === undefined) throw new Abandoned(what);
      return this.#question.read(this.#response);
    } catch (error) {
      throw this.#asked.blamed(error);
    }
  }
}
