import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../simulation/client/fetch.ts';

/** An HTTP listener on this machine alone that hands requests to a function, so that any HTTP client can ask. */
export class Loopback {
  readonly url: string;
  readonly #server: Server;

  static async listen(fetch: Fetch): Promise<Loopback> {
    const server = createServer((request, response) => void answer(request, response, fetch));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    // Only what is asked keeps the process alive, not that something could be.
    server.unref();
    return new Loopback(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, fetch: Fetch): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = request.method ?? 'GET';
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const answered = await fetch(`http://ingress${request.url ?? '/'}`, {
      method,
      headers: headersOf(request),
      signal: gone.signal,
      ...(chunks.length > 0 && { body: new Uint8Array(Buffer.concat(chunks)) }),
    });
    response.writeHead(answered.status, Object.fromEntries(answered.headers));
    response.end(new Uint8Array(await answered.arrayBuffer()));
  } catch (error) {
    // A connection that breaks in the simulation breaks here; what can never be answered says why.
    if (error instanceof TypeError || response.destroyed) response.destroy();
    else response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ message: text(error) }));
  }
}

function headersOf(request: IncomingMessage): [string, string][] {
  const headers: [string, string][] = [];
  for (let place = 0; place < request.rawHeaders.length; place += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(place, place + 2);
    if (!HOP.has(name.toLowerCase())) headers.push([name, value]);
  }
  return headers;
}

/** They are about the connection, not about the request. */
const HOP = new Set(['connection', 'host', 'content-length', 'transfer-encoding', 'keep-alive', 'expect', 'upgrade']);

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
