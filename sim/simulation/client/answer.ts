import type { IngressRequest, IngressResponse } from '../../server/ingress/request.ts';
import { CallSite } from './call-site.ts';
import { Abandoned } from './client-errors.ts';
import type { ClientPort, Issued } from './client-port.ts';

/** A request, and how its response is read. */
export interface PendingRequest<T> {
  readonly client: string;
  readonly request: IngressRequest;
  /** The awaited response in a few words, for errors. */
  readonly what: string;
  /** @throws the error that the awaiting test gets */
  read(response: IngressResponse): T;
}

/**
 * The response to a request: a promise with one difference. The simulation runs only while a promise of it is awaited. The
 * request is issued at once, so that several can be in flight together; a response that does not matter needs no await.
 */
export class Answer<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'Answer';
  readonly #port: ClientPort;
  readonly #request: PendingRequest<T>;
  readonly #issued: Issued;
  readonly #callSite: CallSite = new CallSite();
  #response: IngressResponse | undefined;
  #abandoned = false;
  #settled: Promise<T> | undefined;

  constructor(port: ClientPort, request: PendingRequest<T>) {
    this.#port = port;
    this.#request = request;
    this.#issued = port.issue(request.client, request.request, (response) => {
      this.#response = response;
    });
  }

  /** Name of the operation in plans and traces: a, b, c, ... */
  get operation(): string {
    return this.#issued.operation;
  }

  /** Stops waiting, like a client that disconnects; the invocation continues. Awaiting it then throws {@link Abandoned}. */
  abandon(): void {
    if (this.#response !== undefined || this.#abandoned) return;
    this.#abandoned = true;
    this.#issued.abandon();
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is one on purpose: awaiting it runs the simulation.
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
    const { what } = this.#request;
    try {
      await this.#port.until(what, () => this.#response !== undefined || this.#abandoned);
      if (this.#response === undefined) throw new Abandoned(what);
      return this.#request.read(this.#response);
    } catch (error) {
      throw this.#callSite.pointAt(error);
    }
  }
}
