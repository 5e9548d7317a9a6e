import type { ClientRequest, RequestOptions } from 'node:http';
import { Duplex } from 'node:stream';
import type { Responder } from '../process.ts';
import { inScope, type Scope } from '../scope.ts';
import { headersOf } from './outgoing.ts';
import type { AnyFunction } from './patch.ts';

/** The arguments of `http.request`, in one form. */
export interface RequestArguments {
  readonly url: URL;
  readonly method: string;
  readonly options: RequestOptions;
  readonly callback: unknown;
}

/** @returns the arguments of `http.request` or `https.request` in one form; undefined for what is no request over TCP */
export function argumentsOf(protocol: 'http:' | 'https:', args: readonly unknown[]): RequestArguments | undefined {
  const rest = [...args];
  const [first] = rest;
  const isUrl = typeof first === 'string' || first instanceof URL;
  const given = isUrl ? new URL(first) : undefined;
  if (isUrl) rest.shift();
  const options = (typeof rest[0] === 'object' && rest[0] !== null ? rest.shift() : {}) as RequestOptions;
  if (options.socketPath !== undefined && options.socketPath !== null) return undefined;
  const [callback] = rest;
  const host = options.hostname ?? options.host ?? given?.hostname ?? 'localhost';
  const port = options.port ?? given?.port ?? '';
  const path = options.path ?? (given === undefined ? '/' : given.pathname + given.search);
  const scheme = options.protocol ?? given?.protocol ?? protocol;
  const url = new URL(
    `${scheme}//${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}${port === '' || port === null ? '' : `:${port}`}${path}`,
  );
  return { url, method: (options.method ?? 'GET').toUpperCase(), options, callback };
}

/**
 * Makes a request by Node's own client, over a socket in memory that a stub answers. So a caller sees the events that Node
 * makes of a response, in Node's order, and every one of them comes on a tick.
 * @param request the original `http.request` or `https.request`
 */
export function stubbedRequest(
  request: AnyFunction,
  { url, method, options, callback }: RequestArguments,
  respond: Responder,
  scope: Scope,
): ClientRequest {
  const socket = new MemorySocket();
  // An agent would make the socket; without one, the client takes what this makes.
  const own: RequestOptions = { ...options, agent: undefined, createConnection: () => socket };
  const made = request(url, { ...own, protocol: url.protocol }, callback) as ClientRequest;
  const chunks = collectBody(made);
  made.once('finish', () => {
    const headers = headersOf(Object.entries(made.getHeaders()).map(([name, value]) => [name, value] as const));
    const outgoing = { method, url: url.href, headers, body: new Uint8Array(Buffer.concat(chunks)) };
    void inScope(scope, () => respond(outgoing))
      .then((response) => responseBytes(response, method))
      .then(
        (bytes) => socket.receive(bytes),
        (error: unknown) =>
          socket.destroy(Object.assign(new Error('socket hang up', { cause: error }), { code: 'ECONNRESET' })),
      );
  });
  return made;
}

/** Notes what is written to a request. */
function collectBody(request: ClientRequest): Buffer[] {
  const chunks: Buffer[] = [];
  const note = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk === 'string')
      chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const write = request.write.bind(request) as (...args: unknown[]) => boolean;
  const end = request.end.bind(request) as (...args: unknown[]) => ClientRequest;
  let ending = false;
  request.write = (...args: unknown[]): boolean => {
    if (!ending) note(args[0], args[1]);
    return write(...args);
  };
  request.end = (...args: unknown[]): ClientRequest => {
    note(args[0], args[1]);
    // Node writes the last chunk by a function of its own, in some versions by this one.
    ending = true;
    return end(...args);
  };
  return chunks;
}

/** @returns the response as a server would send it */
async function responseBytes(response: Response, method: string): Promise<Buffer> {
  const body = Buffer.from(await response.arrayBuffer());
  const hasBody = method !== 'HEAD' && response.status !== 204 && response.status !== 304;
  const headers = [...response.headers].filter(([name]) => !FRAMING.has(name));
  const lines = [
    `HTTP/1.1 ${response.status} ${response.statusText}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(hasBody ? [`content-length: ${body.length}`] : []),
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), hasBody ? body : Buffer.alloc(0)]);
}

/** Headers that say how a body is sent, which is decided here. */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'content-encoding', 'connection']);

/** The client's end of a connection. What the client sends is known already, and dropped. */
class MemorySocket extends Duplex {
  readonly encrypted = true;
  readonly authorized = true;
  readonly remoteAddress = '127.0.0.1';
  readonly connecting = false;

  /** Takes the whole response. */
  receive(bytes: Buffer): void {
    if (this.destroyed) return;
    this.push(bytes);
    this.push(null);
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }

  /** A timeout is virtual time, as every timer of simulated code. */
  setTimeout(ms: number, callback?: () => void): this {
    if (callback !== undefined) this.once('timeout', callback);
    clearTimeout(this.#timer);
    if (ms > 0 && !this.destroyed) this.#timer = setTimeout(() => this.emit('timeout'), ms);
    return this;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #timer: ReturnType<typeof setTimeout> | undefined;
}
