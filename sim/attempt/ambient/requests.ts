import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { currentScope, type Scope } from '../scope.ts';
import { responderFor } from './outgoing.ts';
import { endsWith, isAllowed, noteAllowed } from './allowed.ts';
import { patchFunction } from './patch.ts';
import type { AnyFunction, Undo } from './patch.ts';
import { areSocketsMocked } from './sockets.ts';
import { argumentsOf, stubbedRequest } from './stubbed-request.ts';

type Refuse = (what: string, request?: string) => Error;

/**
 * Lets stubs answer what simulated code requests by `node:http` and `node:https`, as long as these are Node's own. Where a
 * mock has replaced them (nock, MSW), it stays what it is.
 * @param refuse makes the error of a request that no stub matches
 */
export function patchRequests(refuse: Refuse): Undo {
  const undos: Undo[] = [];
  keep = () => {
    const own = [http, https].filter(({ request }) => isNodesOwn(request));
    if (own.length === 0) return;
    for (const module of own) undos.push(...patchModule(module, refuse));
    syncBuiltinESMExports();
  };
  keep();
  return () => {
    keep = () => {};
    for (const undo of undos.reverse()) undo();
  };
}

/** Replaces them again where a mock has put back what it had found. Called for each world. */
export function keepRequestsPatched(): void {
  keep();
}

let keep: () => void = () => {};

function patchModule(module: typeof http | typeof https, refuse: Refuse): Undo[] {
  const name = module === https ? 'https' : 'http';
  const request = module.request as AnyFunction;
  const simulated = (scope: Scope, what: string, args: readonly unknown[]): http.ClientRequest => {
    const asked = argumentsOf(`${name}:`, args);
    const respond = asked && responderFor(scope, what, asked.method, asked.url.href);
    if (asked !== undefined && respond !== undefined) return stubbedRequest(request, asked, respond, scope);
    const text = asked && `${asked.method} ${asked.url.href}`;
    if (!isAllowed(scope, 'network')) throw refuse(what, text);
    const called = text === undefined ? what : `${what} (${text})`;
    noteAllowed(scope, 'network', called);
    const made = request(...args) as http.ClientRequest;
    endsWith(made, ['close'], scope.ledger.beginOutside(called));
    return made;
  };
  const replace =
    (what: 'request' | 'get') =>
    (original: AnyFunction): AnyFunction =>
    (...args) => {
      const scope = currentScope();
      if (scope === undefined || areSocketsMocked()) return original(...args);
      const made = simulated(scope, `${name}.${what}`, args);
      return what === 'get' ? made.end() : made;
    };
  return [patchFunction(module, 'request', replace('request')), patchFunction(module, 'get', replace('get'))];
}

/** Node's own make a `ClientRequest`; a mock's, and ours, are functions around that, or proxies. */
function isNodesOwn(request: unknown): boolean {
  return /new ClientRequest\(|Construct\(ClientRequest\b/.test(Function.prototype.toString.call(request));
}
