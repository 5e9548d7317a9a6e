import { createServer, type Http2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import * as restate from '@restatedev/restate-sdk';
import * as fetchEndpoint from '@restatedev/restate-sdk/fetch';

import type { Definition } from '../services.ts';

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** An address on loopback that serves definitions, and others in their place later on, as a process that is replaced. */
export class Endpoint {
  readonly #server: Http2Server = createServer((request, response) => this.#handler(request, response));
  readonly #cuts = new Set<() => void>();
  #handler: Handler = (_request, response) => response.writeHead(503).end();

  static async start(): Promise<Endpoint> {
    const endpoint = new Endpoint();
    await new Promise<void>((resolve, reject) => {
      endpoint.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return endpoint;
  }

  private constructor() {
    this.#server.on('sessionError', () => undefined);
    this.#server.on('session', (session) => {
      const cut = (): void => session.destroy();
      this.#cuts.add(cut);
      session.on('error', () => undefined).on('close', () => this.#cuts.delete(cut));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Serves these from now on, and cuts every stream of what was served before. */
  replace(definitions: readonly Definition[], protocols?: readonly [number, number]): void {
    const services = [...definitions];
    const handler = restate.createEndpointHandler({ services, logger: () => undefined });
    this.#handler = protocols === undefined ? handler : speaking(protocols, services, handler);
    this.#cut();
  }

  async close(): Promise<void> {
    this.#cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #cut(): void {
    for (const cut of this.#cuts) cut();
  }
}

/** Says in the discovery that it speaks these versions of the service protocol. */
function speaking([min, max]: readonly [number, number], services: Definition[], handler: Handler): Handler {
  const discover = fetchEndpoint.createEndpointHandler({ services, logger: () => undefined, bidirectional: true });
  return (request, response) => {
    if (request.url !== '/discover') return handler(request, response);
    const asked = new Request('http://127.0.0.1/discover', { headers: { accept: MANIFEST } });
    void discover(asked).then(async (manifest) => {
      const fields = (await manifest.json()) as object;
      response.writeHead(200, { 'content-type': MANIFEST, 'x-restate-server': 'restate-sdk-typescript/1.17.2' });
      response.end(JSON.stringify({ ...fields, minProtocolVersion: min, maxProtocolVersion: max }));
    });
  };
}

const MANIFEST = 'application/vnd.restate.endpointmanifest.v4+json';
