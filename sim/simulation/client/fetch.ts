import { CONNECTION_LOST, type IngressRequest, type IngressResponse } from '../../server/ingress/request.ts';
import type { ClientPort, Issued } from './client-port.ts';
import { encodeUtf8 } from '../../core/utf8.ts';

/** The part of `fetch` that HTTP clients use. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * The ingress as a `fetch` function, for `@restatedev/restate-sdk-clients` and other HTTP clients. URLs may have any
 * origin. The simulation runs from the call on, because callers of `fetch` await it.
 *
 * A signal that aborts makes the client stop waiting; the invocation continues. `AbortSignal.timeout` counts real time, in
 * which a simulation finishes almost anything; to test a client that gives up, abort the signal yourself.
 */
export function fetchFor(port: ClientPort, client: string = 'fetch'): Fetch {
  return async (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    const body = bytesOf(init?.body ?? (input instanceof Request ? input.body : undefined));
    // Plain bodies are issued at once, in the order of the calls; only streams have to be read first.
    const request = requestOf(input, init, body instanceof Promise ? await body : body);
    signal?.throwIfAborted();
    const response = await exchange(port, client, request, signal);
    // The error that a real client gets from a broken socket.
    if (response.status === CONNECTION_LOST.status) throw new TypeError('fetch failed');
    return asResponse(response, request.method);
  };
}

/**
 * Hands a request to the ingress as it is, and moves the world until the response arrives.
 * @throws the reason of the signal, when it aborts before that
 */
export async function exchange(
  port: ClientPort,
  client: string,
  request: IngressRequest,
  signal: AbortSignal | undefined,
): Promise<IngressResponse> {
  let response: IngressResponse | undefined;
  const issued = port.issue(client, request, (answer) => {
    response = answer;
  });
  await untilResponse(port, issued, request, signal, () => response !== undefined);
  if (response === undefined) throw signal?.reason;
  return response;
}

async function untilResponse(
  port: ClientPort,
  issued: Issued,
  { method, path }: IngressRequest,
  signal: AbortSignal | undefined,
  answered: () => boolean,
): Promise<void> {
  const abandon = (): void => {
    if (!answered()) issued.abandon();
  };
  signal?.addEventListener('abort', abandon);
  try {
    await port.until(`The response to ${method} ${path}`, () => answered() || signal?.aborted === true);
  } finally {
    signal?.removeEventListener('abort', abandon);
  }
}

function requestOf(input: string | URL | Request, init: RequestInit | undefined, body: Uint8Array): IngressRequest {
  const from = input instanceof Request ? input : undefined;
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  const headers = new Headers(init?.headers ?? from?.headers);
  if (typeof init?.body === 'string' && !headers.has('content-type')) {
    headers.set('content-type', 'text/plain;charset=UTF-8');
  }
  return {
    method: (init?.method ?? from?.method ?? 'GET').toUpperCase(),
    path: pathname + search,
    headers: [...headers],
    body,
  };
}

function bytesOf(body: RequestInit['body'] | null): Uint8Array | Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body === 'string') return encodeUtf8(body);
  if (body instanceof Uint8Array) return body.slice();
  return new Response(body).arrayBuffer().then((buffer) => new Uint8Array(buffer));
}

/** Statuses whose responses must not have a body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

function asResponse({ status, headers, body }: IngressResponse, method: string): Response {
  const representable = status >= 200 && status <= 599;
  const content = WITHOUT_BODY.has(status) || method === 'HEAD' ? null : body.slice();
  const response = new Response(content, { status: representable ? status : 500, headers });
  // The code of a terminal error, up to 999, is the status; the constructor refuses a status above 599.
  if (!representable) Object.defineProperty(response, 'status', { value: status });
  return response;
}
