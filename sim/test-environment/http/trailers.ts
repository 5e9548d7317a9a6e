import { MAX_HEADERS } from '../../core/http-limits.ts';
import { Cursor } from './cursor.ts';
import { invalidData, MalformedBody } from './malformed-body.ts';
import { MalformedHead } from './malformed-head.ts';

/** With the ends of all lines, and of the empty one after them. */
const MAX_TRAILER_BYTES = 16 * 1024;

/** The fields after the last chunk of a body. The server drops what they say, but refuses what is no field. */
export class Trailers {
  readonly #bytes: number[] = [];
  #lines = 0;

  /** @throws {MalformedBody} when they are too long */
  add(byte: number): void {
    this.#bytes.push(byte);
    if (this.#bytes.length >= MAX_TRAILER_BYTES) throw invalidData('chunk trailers bytes over limit');
  }

  /** A line has ended with CR LF. @throws {MalformedBody} when there are too many */
  endLine(): void {
    if (this.#lines === MAX_HEADERS) throw invalidData('chunk trailers count overflow');
    this.#lines++;
  }

  /** All of them have come. @throws {MalformedBody} when they are not fields of HTTP */
  check(): void {
    const cursor = new Cursor(Buffer.from(this.#bytes));
    try {
      // A bare LF ends a field, but was not counted as the end of a line.
      for (let fields = 0; cursor.headerLine() !== undefined; fields++) {
        if (fields === this.#lines) throw new MalformedBody('InvalidInput', 'TooManyHeaders');
      }
    } catch (error) {
      if (!(error instanceof MalformedHead) || error.part === undefined) throw error;
      throw new MalformedBody('InvalidInput', error.part);
    }
  }
}
