import { createConnection, type Socket } from 'node:net';

/** A response as it came over the wire. */
export interface WireReply {
  /** HTTP status; 0 when the connection ended without a response, -1 when nothing came within the time limit. */
  readonly status: number;
  /** The reason phrase of the status line. */
  readonly reason: string;
  /** Names in lower case, in the order of the wire. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** What came before the connection ended, or before the time limit. */
export interface Exchange {
  readonly reply: WireReply;
  /** Responses with a status of 1xx before it, such as 100 Continue. */
  readonly interim: readonly number[];
}

/**
 * One connection to an HTTP server. Requests are bytes, because the fuzzer sends what no HTTP client can, and replies are
 * read by rules of HTTP/1.1 only.
 */
export class Wire implements Disposable {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => undefined;

  /** @param url of the server, on this machine */
  constructor(url: string) {
    this.#socket = createConnection({ port: Number(new URL(url).port), host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    this.#socket.on('close', end).on('end', end).on('error', end);
  }

  /** @param limitMs real time to wait for a response */
  async exchange(request: Buffer, isHead: boolean, limitMs: number): Promise<Exchange> {
    this.#socket.write(request);
    const timer = setTimeout(() => {
      this.#late = true;
      this.#wake();
    }, limitMs);
    try {
      return await this.#read(isHead);
    } finally {
      clearTimeout(timer);
      this.#late = false;
    }
  }

  #late = false;

  async #read(isHead: boolean): Promise<Exchange> {
    const interim: number[] = [];
    for (;;) {
      const read = parsed(this.#received, isHead, this.#ended);
      if (read !== undefined) {
        this.#received = this.#received.subarray(read.length);
        if (read.reply.status >= 200) return { reply: read.reply, interim };
        interim.push(read.reply.status);
      } else if (this.#ended) {
        return { reply: nothing(0), interim };
      } else if (this.#late) {
        return { reply: nothing(-1), interim };
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

function nothing(status: number): WireReply {
  return { status, reason: '', headers: [], body: Buffer.alloc(0) };
}

const HEAD_END = '\r\n\r\n';

/** @returns the first response and its length in bytes; undefined while it is not complete */
function parsed(bytes: Buffer, isHead: boolean, ended: boolean): { reply: WireReply; length: number } | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, status = '', reason = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(line) ?? [];
  const headers = lines.map((header): [string, string] => {
    const colon = header.indexOf(':');
    return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
  });
  const body = bodyOf(bytes.subarray(end + HEAD_END.length), Number(status), isHead, headers, ended);
  if (body === undefined) return undefined;
  return {
    reply: { status: Number(status), reason, headers, body: body.content },
    length: end + HEAD_END.length + body.length,
  };
}

interface Body {
  readonly content: Buffer;
  /** Bytes on the wire. */
  readonly length: number;
}

function bodyOf(
  rest: Buffer,
  status: number,
  isHead: boolean,
  headers: readonly (readonly [string, string])[],
  ended: boolean,
): Body | undefined {
  if (isHead || status < 200 || status === 204 || status === 304) return { content: Buffer.alloc(0), length: 0 };
  const value = (name: string): string | undefined => headers.find(([key]) => key === name)?.[1];
  if (value('transfer-encoding') === 'chunked') return chunked(rest);
  const length = value('content-length');
  if (length === undefined) return ended ? { content: rest, length: rest.length } : undefined;
  return rest.length < Number(length)
    ? undefined
    : { content: rest.subarray(0, Number(length)), length: Number(length) };
}

function chunked(rest: Buffer): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = rest.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, line), 16);
    const next = line + 2 + size + 2;
    if (rest.length < next) return undefined;
    if (size === 0) return { content: Buffer.concat(chunks), length: next };
    chunks.push(rest.subarray(line + 2, line + 2 + size));
    at = next;
  }
}
