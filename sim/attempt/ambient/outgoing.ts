import type { OutgoingRequest, Responder } from '../process.ts';
import type { Scope } from '../scope.ts';
import { noteAmbient } from './remark.ts';

/**
 * Finds what answers a request of simulated code in place of the network, and records that it was made.
 * @param by what makes it, as `fetch`
 * @returns undefined where no stub matches
 */
export function responderFor(scope: Scope, by: string, method: string, url: string): Responder | undefined {
  const respond = scope.process.respond?.(method, url);
  if (respond === undefined) return undefined;
  noteAmbient(scope, by);
  return async (request) => {
    const note = (what: string): void =>
      scope.ledger.remark({ type: 'http', text: `${request.method} ${request.url}: ${what}` });
    try {
      const response = await respond(request);
      note(String(response.status));
      return response;
    } catch (error) {
      note(`no response, ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  };
}

/** @returns the headers by name in lower case; several of one name are joined, as `fetch` joins them */
export function headersOf(headers: Iterable<readonly [string, unknown]>): OutgoingRequest['headers'] {
  const found: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const text = Array.isArray(value) ? value.join(', ') : String(value);
    found[key] = found[key] === undefined ? text : `${found[key]}, ${text}`;
  }
  return found;
}
