import type { UsageError } from '../../core/errors.ts';
import { currentScope } from '../scope.ts';
import { fetchAllowed, isAllowed, noteAllowed } from './allowed.ts';
import { keepFetchPatched, patchFetch } from './fetch.ts';
import { responderFor } from './outgoing.ts';
import type { Undo } from './patch.ts';
import { refusedCall } from './refused-call.ts';
import { patchSockets } from './sockets.ts';
import { stubbedFetch } from './stubbed-fetch.ts';
import { keepRequestsPatched, patchRequests } from './requests.ts';
import { keepUndiciPatched, patchUndici } from './undici.ts';

/**
 * Keeps simulated code from the network: no run could repeat its response. Requests over HTTP go to the stubs that the world
 * declares; all else is refused, unless the world allows it.
 */
export function patchNetwork(): Undo {
  const undos = [
    patchFetch((input, init, real) => {
      const scope = currentScope();
      const find = (method: string, url: string) => scope && responderFor(scope, 'fetch', method, url);
      return stubbedFetch(input, init, find, (request) => {
        const text = `${request.method} ${request.url}`;
        if (scope === undefined || !isAllowed(scope, 'network')) return Promise.reject(refusal('fetch', text));
        noteAllowed(scope, 'network', `fetch (${text})`);
        // A dispatcher of undici is no part of the request.
        return fetchAllowed(scope, `fetch (${text})`, () => real(request, dispatcherIn(init)));
      });
    }),
    patchUndici(refusal),
    patchRequests(refusal),
    patchSockets(refusal),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

function dispatcherIn(init: RequestInit | undefined): RequestInit {
  const { dispatcher } = (init ?? {}) as { readonly dispatcher?: unknown };
  return (dispatcher === undefined ? {} : { dispatcher }) as RequestInit;
}

/** Renews what a test has undone by ending its mocking. Called for each world. */
export function keepNetworkPatched(): void {
  keepFetchPatched();
  keepRequestsPatched();
  keepUndiciPatched();
}

function refusal(what: string, request?: string): UsageError {
  return refusedCall('network', what, request);
}
