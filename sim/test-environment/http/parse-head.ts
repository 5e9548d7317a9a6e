import { isUtf8 } from 'node:buffer';
import { MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES } from '../../core/http-limits.ts';
import { MalformedHead, type RefusedStatus } from './malformed-head.ts';
import { headOf, type RequestHead } from './request-head.ts';

/** What the first bytes of a connection, or those after a request, are. */
export type ParsedHead =
  /** More bytes are needed. */
  | { readonly type: 'partial' }
  | { readonly type: 'refused'; readonly status: RefusedStatus }
  | {
      readonly type: 'head';
      readonly head: RequestHead;
      /** How many bytes it takes. */
      readonly length: number;
    };

/**
 * Reads the head of an HTTP/1 request as restate-server's HTTP library (hyper, with httparse) does: Node's own parser
 * knows only some methods, and refuses or rewrites other bytes.
 * Rule: docs/internals/runtime-semantics.md#ingress-http
 */
export function parseHead(bytes: Buffer): ParsedHead {
  try {
    // What is refused does not depend on how many bytes arrive at a time.
    return parsed(new Cursor(bytes.subarray(0, MAX_HEAD_BYTES)));
  } catch (error) {
    if (error instanceof MalformedHead) return { type: 'refused', status: error.status };
    if (error !== END) throw error;
    return bytes.length >= MAX_HEAD_BYTES ? { type: 'refused', status: 431 } : { type: 'partial' };
  }
}

function parsed(cursor: Cursor): ParsedHead {
  cursor.skipEmptyLines();
  const method = cursor.word(isToken);
  const target = cursor.word(isTargetByte);
  if (!isUtf8(Buffer.from(target, 'latin1'))) throw new MalformedHead();
  const isHttp11 = cursor.version();
  cursor.newLine();
  const headers: [string, string][] = [];
  for (let line = cursor.headerLine(); line !== undefined; line = cursor.headerLine()) {
    if (headers.length === MAX_HEADERS) throw new MalformedHead(431);
    headers.push(line);
  }
  if (target.length > MAX_TARGET_BYTES) throw new MalformedHead(414);
  return { type: 'head', head: headOf(method, target, isHttp11, headers), length: cursor.at };
}

/** Thrown where the bytes end before the head does. */
const END: unique symbol = Symbol('the bytes end');

const [TAB, LF, CR, SPACE, COLON, DELETE] = [9, 10, 13, 32, 58, 127];

/** Reads bytes one after another; an odd one is an error even if the head is not complete. */
class Cursor {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skipEmptyLines(): void {
    while (this.#peek() === CR || this.#peek() === LF) this.newLine();
  }

  /** Characters of one kind up to a space, which is skipped. */
  word(fits: (byte: number) => boolean): string {
    const from = this.at;
    let byte = this.#next();
    while (fits(byte)) byte = this.#next();
    if (byte !== SPACE || this.at - from === 1) throw new MalformedHead();
    return this.#text(from, this.at - 1);
  }

  /** @returns whether it is 1.1; false: 1.0 */
  version(): boolean {
    for (const byte of Buffer.from('HTTP/1.')) if (this.#next() !== byte) throw new MalformedHead();
    const minor = this.#next() - ZERO;
    if (minor !== 0 && minor !== 1) throw new MalformedHead();
    return minor === 1;
  }

  newLine(): void {
    const byte = this.#next();
    if (byte !== LF && (byte !== CR || this.#next() !== LF)) throw new MalformedHead();
  }

  /** @returns name, in lower case, and value; undefined at the empty line that ends the head */
  headerLine(): [string, string] | undefined {
    const from = this.at;
    let byte = this.#next();
    if (byte === CR || byte === LF) {
      this.at = from;
      this.newLine();
      return undefined;
    }
    while (isToken(byte)) byte = this.#next();
    if (byte !== COLON || this.at - from === 1) throw new MalformedHead();
    return [this.#text(from, this.at - 1).toLowerCase(), this.#value()];
  }

  #value(): string {
    const from = this.at;
    let byte = this.#next();
    while (byte === TAB || (byte >= SPACE && byte !== DELETE)) byte = this.#next();
    this.at--;
    const end = this.at;
    this.newLine();
    return this.#text(from, end).replaceAll(/^[ \t]+|[ \t]+$/g, '');
  }

  #peek(): number {
    return this.#bytes[this.at] ?? stop();
  }

  #next(): number {
    return this.#bytes[this.at++] ?? stop();
  }

  #text(from: number, to: number): string {
    return this.#bytes.toString('latin1', from, to);
  }
}

function stop(): never {
  throw END;
}

const ZERO = 48;

const TOKEN = new Set(Buffer.from("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"));

function isToken(byte: number): boolean {
  return TOKEN.has(byte);
}

/** What of these bytes is a URI is checked after the head is complete. */
function isTargetByte(byte: number): boolean {
  return byte > SPACE && byte !== DELETE;
}
