import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { UsageError } from '../../core/errors.ts';
import { NETWORK_REFUSAL } from '../../core/refused-network.ts';
import { currentScope } from '../scope.ts';
import { patchFetch } from './fetch.ts';
import { patchFunction } from './patch.ts';
import type { AnyFunction, Undo } from './patch.ts';
import { callSite } from './remark.ts';

/** Refuses real network access from simulated code: no run could repeat its response. */
export function patchNetwork(): Undo {
  const undos = [
    patchFetch(() => Promise.reject(refusal('fetch'))),
    ...(['request', 'get'] as const).flatMap((name) => [
      patchFunction(http, name, refused(`http.${name}`)),
      patchFunction(https, name, refused(`https.${name}`)),
    ]),
    patchFunction(http2, 'connect', refused('http2.connect')),
    patchFunction(net, 'connect', refused('net.connect')),
    patchFunction(net, 'createConnection', refused('net.createConnection')),
    patchFunction(tls, 'connect', refused('tls.connect')),
    patchFunction(net.Socket.prototype, 'connect', failingConnect),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

function refused(what: string): (original: AnyFunction) => AnyFunction {
  return (original) =>
    function (this: unknown, ...args: unknown[]) {
      if (currentScope() !== undefined) throw refusal(what);
      return original.apply(this, args);
    };
}

/** A socket reports a failed connection by an event. Its callers listen to that and catch nothing. */
function failingConnect(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    if (currentScope() === undefined) return original.apply(this, args);
    return (this as net.Socket).destroy(refusal('net.Socket.connect'));
  };
}

function refusal(what: string): UsageError {
  const where = callSite();
  const text = `${what} is called${where === undefined ? '' : ` at ${where}`}, but ${NETWORK_REFUSAL}; ${remedy()}`;
  // A library may replace the error with one of its own that hides the reason. Hence the remark.
  const scope = currentScope();
  if (scope?.insideRun !== undefined && scope.ledger.isFirst('no-network')) {
    scope.ledger.remark({ type: 'no-network', text });
  }
  return new UsageError('NETWORK_REFUSED', text);
}

function remedy(): string {
  const scope = currentScope();
  if (scope?.insideRun === undefined) {
    return "its response would not be in the journal either: move the call into ctx.run('a name', ...), and stub that step";
  }
  const name = scope.runName === undefined || scope.runName === '' ? '*' : scope.runName;
  return `stub this step by its name, stubs: { ${JSON.stringify(name)}: ({ input }) => answer }, or declare the call as an effect and use that`;
}
