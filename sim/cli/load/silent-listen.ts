import { Server, type AddressInfo } from 'node:net';

/**
 * While files are loaded, a server that listens opens no port, and its program goes on as if it had: the callback is
 * called, and 'listening' emitted. A worker thread that loads the same files would find the port taken.
 * @returns what makes servers listen again
 */
export function silenceListen(): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...args: readonly unknown[]) {
    const callback = args.findLast((arg) => typeof arg === 'function') as (() => void) | undefined;
    if (callback !== undefined) this.once('listening', callback);
    const [first] = args;
    const port = Number((first as { port?: unknown } | null | undefined)?.port ?? first);
    this.address = (): AddressInfo => ({
      address: '127.0.0.1',
      family: 'IPv4',
      port: Number.isInteger(port) ? port : 0,
    });
    process.nextTick(() => this.emit('listening'));
    return this;
  };
  return () => {
    Server.prototype.listen = listen;
  };
}
