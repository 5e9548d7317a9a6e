import type { Socket } from 'node:net';
import { MAX_BODY_BYTES } from '../../core/http-limits.ts';
import type { HttpAnswer, HttpIngress } from '../../simulation/client/http-ingress.ts';
import { bodyReader, BodyTooLong, type BodyReader } from './body-reader.ts';
import { corsHeaders } from './cors.ts';
import { MalformedBody } from './malformed-body.ts';
import { parseHead } from './parse-head.ts';
import { Received } from './received.ts';
import type { RequestHead } from './request-head.ts';
import { responseBytes, type WireResponse } from './write-response.ts';

/** How much of an unread body the server discards in one read. */
const MAX_DROPPED_BYTES = 8_192;

/** How much a client may send ahead of the response to its request; the rest waits in its own buffers. */
const MAX_AHEAD_BYTES = 64 * 1024;

/**
 * Speaks HTTP/1 on one connection: one request after another, each answered before the next is read.
 * @param socket whose errors end it
 */
export class Connection {
  readonly #socket: Socket;
  readonly #ingress: HttpIngress;
  readonly #received = new Received();
  #ended = false;
  #wake: (() => void) | undefined;
  readonly #gone = new AbortController();

  constructor(socket: Socket, ingress: HttpIngress) {
    this.#socket = socket;
    this.#ingress = ingress;
    socket.setNoDelay(true);
    // An idle connection does not keep the process alive.
    socket.unref();
    socket.on('data', (chunk: Buffer) => {
      this.#received.add(chunk);
      // The end of a paused connection is not seen before the response is sent.
      if (this.#received.length >= MAX_AHEAD_BYTES) socket.pause();
      this.#notify();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#notify();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended = true;
      this.#gone.abort();
      this.#notify();
    });
  }

  /** Settles when the connection takes no more requests. */
  async serve(): Promise<void> {
    while (await this.#handleRequest()) {
      // The next request of the same client.
    }
    // What the client still sends is not read.
    this.#socket.removeAllListeners('data').resume().end();
  }

  /** @returns whether another request may come */
  async #handleRequest(): Promise<boolean> {
    const head = await this.#head();
    if (head === undefined) return false;
    this.#socket.ref();
    const body = bodyReader(head.framing);
    const answer = await this.#answerTo(head, body);
    this.#socket.unref();
    if (answer === undefined) {
      this.#socket.destroy();
      return false;
    }
    // What is left of a body is dropped if it is here already; otherwise the connection cannot go on after it.
    const isRead = this.#drop(body, head.expectsContinue ? 0 : 1);
    const { isHttp11, method, keepsAlive } = head;
    const headers = answer.isBare ? answer.headers : [...answer.headers, ...corsHeaders(method, head.headers)];
    this.#write({ ...answer, headers }, { method, isHttp11, keepsAlive });
    return keepsAlive && isRead && !answer.isLast;
  }

  async #answerTo(head: RequestHead, body: BodyReader): Promise<HttpAnswer | undefined> {
    const { method, path, headers, framing } = head;
    const ask = (content: Uint8Array): Promise<HttpAnswer | undefined> =>
      this.#ingress.answer({ method, path, headers, body: content }, this.#gone.signal);
    if (framing.type === 'length' && framing.bytes > MAX_BODY_BYTES) return this.#ingress.tooLong;
    if (!this.#ingress.needsBody(head)) return ask(new Uint8Array(0));
    if (head.expectsContinue) this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    try {
      if (!(await this.#read(body))) return undefined;
    } catch (error) {
      if (error instanceof BodyTooLong) return this.#ingress.bodyRefusal(413, 'LengthLimitError');
      if (error instanceof MalformedBody) return this.#ingress.bodyRefusal(500, error.message);
      throw error;
    }
    return ask(body.content());
  }

  /** @returns undefined when there is no further request */
  async #head(): Promise<RequestHead | undefined> {
    for (;;) {
      const read = this.#received.length === 0 ? ({ type: 'partial' } as const) : parseHead(this.#received.bytes());
      if (read.type === 'head') {
        this.#received.drop(read.length);
        return read.head;
      }
      if (read.type === 'refused') {
        const context = { method: '', isHttp11: true, keepsAlive: false };
        this.#write({ status: read.status, headers: [], body: new Uint8Array(0) }, context);
        return undefined;
      }
      if (this.#ended) return undefined;
      await this.#nextData();
    }
  }

  /** @returns false when the client has gone before the end of the body */
  async #read(body: BodyReader): Promise<boolean> {
    for (;;) {
      this.#received.drop(body.take(this.#received.bytes()));
      if (body.isDone) return true;
      if (this.#ended) return false;
      await this.#nextData();
    }
  }

  /** The server looks once for the rest of a body that it did not need. @returns whether that was all of it */
  #drop(body: BodyReader, maxChunks: number): boolean {
    if (body.isDone) return true;
    try {
      this.#received.drop(body.take(this.#received.bytes().subarray(0, MAX_DROPPED_BYTES)));
    } catch {
      return false;
    }
    return body.isDone && body.chunks <= maxChunks;
  }

  #write(response: WireResponse, context: Parameters<typeof responseBytes>[1]): void {
    if (!this.#socket.destroyed) this.#socket.write(responseBytes(response, context, Date.now()));
  }

  #nextData(): Promise<void> {
    this.#socket.resume();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
