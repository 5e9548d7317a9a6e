import type { BoundHandler } from '../definition.ts';
import type { Connection, ConnectionListener, Entry, EntryMaker } from './connection.ts';
import { writeLog } from './log.ts';
import type { LogTransport } from './log.ts';

/** The part of `@restatedev/restate-sdk/fetch` that serves definitions. */
export interface FetchModule {
  createEndpointHandler(options: {
    readonly services: readonly object[];
    readonly bidirectional: boolean;
    readonly logger: LogTransport;
  }): (request: Request, ...extraArgs: unknown[]) => Promise<Response>;
}

/** Enters the SDK as any web server does: a streaming request in, a streaming response out. */
export class PublicEntries implements EntryMaker {
  readonly #module: FetchModule;

  constructor(module: FetchModule) {
    this.#module = module;
  }

  entry(handler: BoundHandler, definition: object): Entry {
    const fetch = this.#module.createEndpointHandler({ services: [definition], bidirectional: true, logger: writeLog });
    const url = `http://service.invalid/invoke/${handler.service}/${handler.name}`;
    return {
      writesAtOnce: true,
      connect: (headers, token, listener) => new FetchConnection(fetch, url, headers, token, listener),
    };
  }
}

class FetchConnection implements Connection {
  readonly #controller = new AbortController();
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(
    fetch: ReturnType<FetchModule['createEndpointHandler']>,
    url: string,
    headers: Readonly<Record<string, string>>,
    token: unknown,
    listener: ConnectionListener,
  ) {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#body = controller) });
    const { signal } = this.#controller;
    // Streaming a request body needs `duplex`, which some declarations of the type lack.
    const init = { method: 'POST', headers, body, duplex: 'half', signal } as RequestInit;
    const request = new Request(url, init);
    void read(fetch(request, token), listener);
  }

  send(bytes: Uint8Array): void {
    this.#body?.enqueue(bytes);
  }

  entered(): void {
    // Nothing to do.
  }

  closeInput(): void {
    this.#body?.close();
    this.#body = undefined;
  }

  cut(): void {
    const error = new Error('Connection closed');
    this.#controller.abort(error);
    this.#body?.error(error);
    this.#body = undefined;
  }

  drop(): void {
    this.#body = undefined;
  }

  free(): void {
    // The state machine cannot be reached here; the garbage collector frees its memory.
  }
}

async function read(responding: Promise<Response>, listener: ConnectionListener): Promise<void> {
  const { body } = await responding;
  if (body !== null) for await (const bytes of body) void listener.received(bytes);
  listener.ended();
}
