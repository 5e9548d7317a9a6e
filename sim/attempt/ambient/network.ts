import { UsageError } from '../../core/errors.ts';
import { NETWORK_REFUSAL } from '../../core/refused-network.ts';
import { currentScope } from '../scope.ts';
import { keepFetchPatched, patchFetch } from './fetch.ts';
import { responderFor } from './outgoing.ts';
import type { Undo } from './patch.ts';
import { callSite } from './remark.ts';
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

/** @param request method and URL, where they are known */
function refusal(what: string, request?: string): UsageError {
  const where = callSite();
  const called = `${what} is called${where === undefined ? '' : ` at ${where}`}${request === undefined ? '' : ` (${request})`}`;
  const text = `${called}, but ${NETWORK_REFUSAL}; ${remedy(request)}`;
  // A library may replace the error with one of its own that hides the reason. Hence the remark.
  const scope = currentScope();
  if (scope?.insideRun !== undefined && scope.ledger.isFirst('no-network')) {
    scope.ledger.remark({ type: 'no-network', text });
  }
  return new UsageError('NETWORK_REFUSED', text);
}

function remedy(request: string | undefined): string {
  const scope = currentScope();
  if (scope?.insideRun === undefined) {
    return "its response would not be in the journal either: move the call into ctx.run('a name', ...), and stub that step";
  }
  const name = scope.runName === undefined || scope.runName === '' ? '*' : scope.runName;
  const step = `stub this step by its name, stubs: { ${JSON.stringify(name)}: ({ input }) => answer }`;
  if (request === undefined) return `${step}, or declare the call as an effect and use that`;
  // Ids and the like in a query differ from request to request.
  const pattern = JSON.stringify(request.replace(/[?#].*$/s, ''));
  return `stub the request, http: { ${pattern}: (request) => response }, or ${step}`;
}
