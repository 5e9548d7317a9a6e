import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { HttpIngress } from '../simulation/client/http-ingress.ts';
import { Connection } from './http/connection.ts';

/**
 * An HTTP listener on this machine alone, so that any HTTP client can ask. It follows restate-server in what it accepts and
 * sends, which Node's own server does not.
 */
export class Loopback {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  static async listen(ingress: HttpIngress): Promise<Loopback> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // A request that cannot be answered at all must not leave its client waiting.
      new Connection(socket, ingress).serve().catch(() => socket.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    // Only what is asked keeps the process alive, not that something could be.
    server.unref();
    return new Loopback(server, sockets);
  }

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
