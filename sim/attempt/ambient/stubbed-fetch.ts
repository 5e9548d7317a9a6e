import type { Responder } from '../process.ts';
import { headersOf } from './outgoing.ts';

/** Answers a `fetch` by a stub. @param otherwise what becomes of a request that no stub matches */
export function stubbedFetch(
  input: string | URL | Request,
  init: RequestInit | undefined,
  find: (method: string, url: string) => Responder | undefined,
  otherwise: (request: Request) => Promise<Response>,
): Promise<Response> {
  let request: Request;
  try {
    request = new Request(input, init);
  } catch (error) {
    return Promise.reject(error);
  }
  const { method, url } = request;
  // Found and refused before anything is awaited: the stack still has the line of the caller.
  const respond = find(method, url);
  return respond === undefined ? otherwise(request) : answered(request, init?.body, respond);
}

async function answered(request: Request, given: unknown, respond: Responder): Promise<Response> {
  const { method, url, signal } = request;
  signal.throwIfAborted();
  const body =
    typeof given === 'string' ? new TextEncoder().encode(given) : new Uint8Array(await request.arrayBuffer());
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  const response = respond({ method, url, headers: headersOf(request.headers), body }).catch((error: unknown) => {
    throw new TypeError('fetch failed', { cause: error });
  });
  return await Promise.race([response, aborted]);
}
