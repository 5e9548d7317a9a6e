import { MalformedHead, type HeaderPart } from './malformed-head.ts';

const [TAB, LF, CR, SPACE, COLON, DELETE] = [9, 10, 13, 32, 58, 127];

/** Reads a head, or a part of one, byte by byte: an odd byte is an error even if the head is not complete. */
export class Cursor {
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

  /** @param part what is malformed where something else comes */
  newLine(part?: HeaderPart): void {
    const byte = this.#next();
    if (byte !== LF && (byte !== CR || this.#next() !== LF)) throw new MalformedHead(400, part);
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
    if (byte !== COLON || this.at - from === 1) throw new MalformedHead(400, 'HeaderName');
    return [this.#text(from, this.at - 1).toLowerCase(), this.#value()];
  }

  #value(): string {
    const from = this.at;
    let byte = this.#next();
    while (byte === TAB || (byte >= SPACE && byte !== DELETE)) byte = this.#next();
    this.at--;
    const end = this.at;
    this.newLine('HeaderValue');
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

/** Thrown where the bytes end before what is read does. */
export const END: unique symbol = Symbol('the bytes end');

function stop(): never {
  throw END;
}

const ZERO = 48;

const TOKEN = new Set(Buffer.from("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"));

export function isToken(byte: number): boolean {
  return TOKEN.has(byte);
}
