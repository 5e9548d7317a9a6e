import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import { currentScope } from '../scope.ts';
import { endsWith, isAllowed, noteAllowed } from './allowed.ts';
import { patchFunction } from './patch.ts';
import type { AnyFunction, Undo } from './patch.ts';

import { noteStray } from './strays.ts';

type Refuse = (what: string) => Error;

/** Refuses connections of simulated code, unless a mock has replaced the sockets of the process. */
export function patchSockets(refuse: Refuse): Undo {
  const refused =
    (what: string) =>
    (original: AnyFunction): AnyFunction =>
      function (this: unknown, ...args: unknown[]) {
        const scope = currentScope();
        if (scope === undefined) noteStray(what, true, 'network');
        else if (!areSocketsMocked()) {
          if (!isAllowed(scope, 'network')) throw refuse(what);
          noteAllowed(scope, 'network', what);
        }
        return original.apply(this, args);
      };
  const undos = [
    patchFunction(http2, 'connect', refused('http2.connect')),
    patchFunction(net, 'connect', refused('net.connect')),
    patchFunction(net, 'createConnection', refused('net.createConnection')),
    patchFunction(tls, 'connect', refused('tls.connect')),
    ...(areSocketsMocked() ? [] : [patchFunction(net.Socket.prototype, 'connect', failing(refuse))]),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/** A socket reports a failed connection by an event. Its callers listen to that and catch nothing. */
function failing(refuse: Refuse): (original: AnyFunction) => AnyFunction {
  return (original) =>
    Object.assign(
      function (this: unknown, ...args: unknown[]) {
        // A mock calls this for its own sockets, and decides by itself about requests that it does not answer.
        if (areSocketsMocked()) return original.apply(this, args);
        const what = 'net.Socket.connect';
        const scope = currentScope();
        if (scope === undefined) {
          noteStray(what, true, 'network');
          return original.apply(this, args);
        }
        const socket = this as net.Socket;
        if (!isAllowed(scope, 'network')) return socket.destroy(refuse(what));
        noteAllowed(scope, 'network', what);
        endsWith(socket, ['connect', 'close', 'error'], scope.ledger.beginOutside(what));
        return original.apply(this, args);
      },
      { [OURS]: true },
    );
}

const OURS = Symbol('refuses connections of simulated code');

/**
 * @returns whether a mock such as MSW answers what is sent over sockets: it has replaced their method `connect`, and clients
 *   of any kind reach it
 */
export function areSocketsMocked(): boolean {
  const { connect } = net.Socket.prototype as { connect: AnyFunction & { readonly [OURS]?: boolean } };
  return connect[OURS] !== true && !Function.prototype.toString.call(connect).includes('normalizeArgs(');
}
