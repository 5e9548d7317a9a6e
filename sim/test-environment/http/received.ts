/** Bytes that have arrived on a connection and are not read yet. They are joined only when they are read. */
export class Received {
  #parts: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  /** All of them. */
  bytes(): Buffer {
    if (this.#parts.length > 1) this.#parts = [Buffer.concat(this.#parts)];
    return this.#parts[0] ?? NOTHING;
  }

  /** Removes the first ones. */
  drop(length: number): void {
    const rest = this.bytes().subarray(length);
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
  }
}

const NOTHING = Buffer.alloc(0);
