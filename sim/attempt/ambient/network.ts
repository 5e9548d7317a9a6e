import type { UsageError } from '../../core/errors.ts';
import { currentScope } from '../scope.ts';
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
 * declares; all else is refused.
 */
export function patchNetwork(): Undo {
  const undos = [
    patchFetch((input, init) => {
      const scope = currentScope();
      const find = (method: string, url: string) => scope && responderFor(scope, 'fetch', method, url);
      return stubbedFetch(input, init, find, (request) => refusal('fetch', request));
    }),
    patchUndici(refusal),
    patchRequests(refusal),
    patchSockets(refusal),
  ];
  return () => {
    for (const undo of undos) undo();
  };
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
