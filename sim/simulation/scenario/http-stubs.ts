import type { OutgoingRequest, Responder } from '../../attempt/process.ts';
import { UsageError } from '../../core/errors.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';
import type { Json } from '../faults/plan.ts';
import type { EffectCalls } from './effect.ts';

/**
 * Responses to the HTTP requests of handlers, by method and URL: a function, or the JSON body itself; `*` matches any characters, and a pattern without a method
 * matches each. The query of a request counts only where the pattern has one. The first match is used; a request without a
 * stub is refused, because a simulation has no network.
 *
 * @example
 * http: {
 *   'POST https://api.example.com/v1/charges': (request, { bank }) => bank(request.json()),
 *   'GET https://rates.example.com/*': { euro: 1.1 },
 *   'DELETE https://api.example.com/*': () => new Response(null, { status: 204 }),
 * }
 */
export type HttpStubs<Effects = Readonly<Record<string, never>>> = Readonly<Record<string, HttpStub<Effects> | Json>>;

/**
 * Answers a request. It is called once for each request, and may call declared effects, so that latency, failures and lost
 * responses are choices of the run.
 * @returns a `Response`; any other value is sent as JSON with status 200, and undefined as status 204. An error is one of the
 *   network: `fetch` rejects
 */
export type HttpStub<Effects = Readonly<Record<string, never>>> = (
  request: StubbedRequest,
  effects: EffectCalls<Effects>,
) => unknown;

/** The request of a handler. */
export interface StubbedRequest {
  /** `GET`, `POST`, ... */
  readonly method: string;
  readonly url: string;
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as a string; empty without one. */
  readonly body: string;
  /** @returns the body, parsed as JSON */
  // oxlint-disable-next-line typescript/no-explicit-any -- as `JSON.parse`: the author of the stub knows the request
  json(): any;
  /** Service of the handler that makes the request. */
  readonly service: string;
  /** Key of the object or workflow; undefined for plain services. */
  readonly key: string | undefined;
  readonly handler: string;
  /** Attempt of the invocation, the first being 1. */
  readonly attempt: number;
}

type AnyHttpStub = (request: StubbedRequest, effects: never) => unknown;

/** Stubs of any effects, as a world keeps them. */
export type AnyHttpStubs = Readonly<Record<string, AnyHttpStub | Json>>;

interface Pattern {
  readonly method: string | undefined;
  readonly url: RegExp;
  readonly hasQuery: boolean;
  readonly stub: AnyHttpStub | Json;
}

/** Finds the stub of a request and calls it. */
export class HttpStubbing {
  readonly #patterns: readonly Pattern[];
  readonly #effects: never;

  /** @throws {UsageError} when a pattern is no URL */
  constructor(stubs: AnyHttpStubs, effects: object) {
    this.#patterns = Object.entries(stubs).map(([pattern, stub]) => patternOf(pattern, stub));
    // Their types were checked where the stubs were written.
    this.#effects = effects as never;
  }

  /** @returns what answers requests of this method and URL in place of the network; undefined where nothing does */
  responder(stream: AttemptStream, method: string, url: string): Responder | undefined {
    const plain = url.replace(/[?#].*$/s, '');
    const full = url.replace(/#.*$/s, '');
    const found = this.#patterns.find(
      (each) => (each.method ?? method) === method && each.url.test(each.hasQuery ? full : plain),
    );
    return found === undefined ? undefined : (request) => this.#answer(found.stub, stream, request);
  }

  async #answer(stub: AnyHttpStub | Json, stream: AttemptStream, request: OutgoingRequest): Promise<Response> {
    if (typeof stub !== 'function') return responseOf(stub);
    const { target } = stream.invocation.origin;
    const body = new TextDecoder().decode(request.body);
    const answer = await stub(
      {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body,
        json: () => JSON.parse(body) as unknown,
        service: target.service,
        key: target.key,
        handler: target.handler,
        attempt: stream.number,
      },
      this.#effects,
    );
    return responseOf(answer);
  }
}

function responseOf(answer: unknown): Response {
  if (answer === undefined) return new Response(null, { status: 204 });
  return answer instanceof Response ? answer : Response.json(answer);
}

const WRITTEN = /^(?:([A-Z]+|\*)\s+)?((?:https?:\/\/|\*)\S*)$/;

function patternOf(pattern: string, stub: AnyHttpStub | Json): Pattern {
  const [, method, url] = WRITTEN.exec(pattern.trim()) ?? [];
  if (url === undefined) {
    throw new UsageError(
      'INVALID_HTTP_STUB',
      `http: "${pattern}" is not a pattern of a request; write a method and a URL, such as "GET https://api.example.com/*".`,
    );
  }
  const escaped = url.replaceAll(/[.+^${}()|[\]\\?]/g, String.raw`\$&`).replaceAll('*', '.*');
  return {
    method: method === '*' ? undefined : method,
    // A URL without a path is requested with the path "/".
    url: new RegExp(`^${escaped}${/^https?:\/\/[^/*]+$/.test(url) ? '/?' : ''}$`, 's'),
    hasQuery: url.includes('?'),
    stub,
  };
}
