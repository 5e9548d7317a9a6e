import { createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { tapped, type Moment } from '../../../../sim/real-server/attempt-tap.ts';
import type { Definition } from '../../../model/conformance/services.ts';

/** An attempt that an endpoint serves, at a moment of its stream. */
export interface ServedMoment extends Moment {
  /** `Service/handler`. */
  readonly handler: string;
  /** How many invocations of that handler were served before this one. */
  readonly nth: number;
}

/** Called at each moment of an attempt; nothing more is written until it is over. */
export type AtMoment = (moment: ServedMoment) => Promise<void>;

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** Serves one version of services after another at a port of its own, and holds attempts up at each moment of their streams. */
export class TappedEndpoint implements AsyncDisposable {
  readonly #at: AtMoment;
  readonly #sessions = new Set<() => void>();
  readonly #order = new Map<string, string[]>();
  readonly #server = createServer((request, response) => this.#serve(request, response));
  #handler: Handler = (_request, response) => void response.writeHead(503).end();

  static async start(at: AtMoment): Promise<TappedEndpoint> {
    const endpoint = new TappedEndpoint(at);
    await new Promise<void>((resolve) => {
      endpoint.#server.listen(0, '127.0.0.1', resolve);
    });
    return endpoint;
  }

  private constructor(at: AtMoment) {
    this.#at = at;
    this.#server.on('sessionError', () => undefined);
    this.#server.on('session', (session) => {
      const cut = (): void => session.destroy();
      this.#sessions.add(cut);
      session.on('error', () => undefined).on('close', () => this.#sessions.delete(cut));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Serves these from now on, as another process would: every stream breaks. */
  replace(definitions: readonly Definition[]): void {
    this.#handler = createEndpointHandler({
      services: [...definitions],
      logger: () => undefined,
      defaultServiceOptions: QUICK,
    });
    for (const cut of this.#sessions) cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const cut of this.#sessions) cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(request: Http2ServerRequest, response: Http2ServerResponse): void {
    const [, handler = ''] = /\/invoke\/([^/]+\/[^/?]+)/.exec(request.url) ?? [];
    if (handler === '') return this.#handler(request, response);
    let served: Omit<ServedMoment, keyof Moment> | undefined;
    tapped(request, response, {
      began: ({ id = '' }) => void (served = this.#count(handler, id)),
      isArmed: () => served !== undefined,
      at: async (moment) => {
        if (served !== undefined) await this.#at({ ...served, ...moment });
      },
    });
    this.#handler(request, response);
  }

  #count(handler: string, id: string): Omit<ServedMoment, keyof Moment> {
    const known = this.#order.get(handler) ?? [];
    this.#order.set(handler, known);
    if (!known.includes(id)) known.push(id);
    return { handler, nth: known.indexOf(id) };
  }
}

/**
 * Suspends soon and is paused soon, but not before a process that was replaced in place is registered again: until then the server
 * does not know its new handlers.
 */
export const QUICK = {
  inactivityTimeout: 60,
  retryPolicy: { initialInterval: 500, exponentiationFactor: 1, maxAttempts: 3, onMaxAttempts: 'pause' },
} as const;
