import { MAX_BODY_BYTES } from '../../core/http-limits.ts';
import { invalidData, invalidInput } from './malformed-body.ts';
import type { Framing } from './request-head.ts';
import { Trailers } from './trailers.ts';

/** The body is longer than the server reads. */
export class BodyTooLong extends Error {}

/** Takes the bytes of one body from those that arrive. */
export interface BodyReader {
  /**
   * @param bytes what has arrived
   * @returns how many of them belong to the body
   * @throws {MalformedBody | BodyTooLong}
   */
  take(bytes: Buffer): number;
  readonly isDone: boolean;
  /** How many chunks have come; 0 where there are no chunks. */
  readonly chunks: number;
  /** What has been taken so far. */
  content(): Uint8Array;
}

export function bodyReader(framing: Framing): BodyReader {
  return framing.type === 'chunked' ? new ChunkedBody() : new SizedBody(framing.bytes);
}

class SizedBody implements BodyReader {
  readonly chunks = 0;
  readonly #parts: Buffer[] = [];
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get isDone(): boolean {
    return this.#left === 0;
  }

  take(bytes: Buffer): number {
    const part = bytes.subarray(0, this.#left);
    this.#parts.push(part);
    this.#left -= part.length;
    return part.length;
  }

  content(): Uint8Array {
    return joined(this.#parts);
  }
}

type ChunkState =
  | 'start'
  | 'size'
  | 'space'
  | 'extension'
  | 'size LF'
  | 'data'
  | 'data CR'
  | 'data LF'
  | 'end'
  | 'end LF'
  | 'trailer'
  | 'trailer LF'
  | 'done';

const MAX_EXTENSION_BYTES = 16 * 1024;
const MAX_U64 = 2n ** 64n;
const [TAB, LF, CR, SPACE, SEMICOLON] = [9, 10, 13, 32, 59];

/** A chunked body, read byte by byte with the states of hyper's decoder, whose messages the client gets. */
class ChunkedBody implements BodyReader {
  readonly #parts: Buffer[] = [];
  #state: ChunkState = 'start';
  #size = 0n;
  chunks = 0;
  #extensionBytes = 0;
  #length = 0;
  #trailers: Trailers | undefined;

  get isDone(): boolean {
    return this.#state === 'done';
  }

  take(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') at += this.#data(bytes.subarray(at));
      else this.#state = this.#after(bytes[at++] ?? 0);
    }
    return at;
  }

  content(): Uint8Array {
    return joined(this.#parts);
  }

  #data(bytes: Buffer): number {
    const part = bytes.subarray(0, Number(this.#size));
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > MAX_BODY_BYTES) throw new BodyTooLong();
    this.#size -= BigInt(part.length);
    if (this.#size === 0n) {
      this.#state = 'data CR';
      this.chunks++;
    }
    return part.length;
  }

  #after(byte: number): ChunkState {
    switch (this.#state) {
      case 'start':
        this.#size = 0n;
        this.#digit(byte, 'Invalid chunk size line: missing size digit');
        return 'size';
      case 'size':
        if (isSpace(byte)) return 'space';
        if (byte === SEMICOLON) return 'extension';
        if (byte === CR) return 'size LF';
        this.#digit(byte, 'Invalid chunk size line: Invalid Size');
        return 'size';
      case 'space':
        if (isSpace(byte)) return 'space';
        if (byte === SEMICOLON) return 'extension';
        if (byte === CR) return 'size LF';
        throw invalidInput('Invalid chunk size linear white space');
      case 'extension':
        return this.#extension(byte);
      case 'size LF':
        if (byte !== LF) throw invalidInput('Invalid chunk size LF');
        return this.#size === 0n ? 'end' : 'data';
      case 'data CR':
        if (byte !== CR) throw invalidInput('Invalid chunk body CR');
        return 'data LF';
      case 'data LF':
        if (byte !== LF) throw invalidInput('Invalid chunk body LF');
        return 'start';
      case 'end':
        if (byte !== CR) this.#trailers ??= new Trailers();
        this.#trailers?.add(byte);
        return byte === CR ? 'end LF' : 'trailer';
      case 'end LF':
        if (byte !== LF) throw invalidInput('Invalid chunk end LF');
        this.#trailers?.add(byte);
        this.#trailers?.check();
        return 'done';
      case 'trailer':
        this.#trailers?.add(byte);
        return byte === CR ? 'trailer LF' : 'trailer';
      case 'trailer LF':
        if (byte !== LF) throw invalidInput('Invalid trailer end LF');
        this.#trailers?.endLine();
        this.#trailers?.add(byte);
        return 'end';
      case 'data':
      case 'done':
        return this.#state;
    }
  }

  #extension(byte: number): ChunkState {
    if (byte === CR) return 'size LF';
    if (byte === LF) throw invalidData('invalid chunk extension contains newline');
    if (++this.#extensionBytes >= MAX_EXTENSION_BYTES) throw invalidData('chunk extensions over limit');
    return 'extension';
  }

  #digit(byte: number, otherwise: string): void {
    const character = String.fromCharCode(byte);
    if (!/[0-9a-fA-F]/.test(character)) throw invalidInput(otherwise);
    this.#size = this.#size * 16n + BigInt(`0x${character}`);
    if (this.#size >= MAX_U64) throw invalidData('invalid chunk size: overflow');
  }
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

function joined(parts: readonly Buffer[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
