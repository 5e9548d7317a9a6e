/**
 * A running 64-bit hash as two 32-bit lanes. The mixing follows cyrb53 (bryc, public domain). Not for secrets: it names
 * runs, ids and streams, so it must distribute well and never change.
 */
export class Hash {
  #a: number;
  #b: number;

  constructor(seed = 0) {
    this.#a = 0xdeadbeef ^ seed;
    this.#b = 0x41c6ce57 ^ seed;
  }

  number(value: number): this {
    // A number that truncation to 32 bits does not change is a small integer.
    if ((value | 0) === value) {
      this.#mix(value);
    } else {
      this.string(String(value));
    }
    return this;
  }

  string(text: string): this {
    // In variables and not in fields: most of the time of hashing a run is spent in this loop.
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      a = Math.imul(a ^ unit, LANE_A);
      b = Math.imul(b ^ unit, LANE_B);
    }
    this.#a = a;
    this.#b = b;
    this.#mix(0x10000 + text.length);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    if (bytes.length >= LARGE) return this.#large(bytes);
    // In variables, as in `string`. By index, which takes half the time of an iterator; below the length there is a byte.
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < bytes.length; i++) {
      a = Math.imul(a ^ (bytes[i] as number), LANE_A);
      b = Math.imul(b ^ (bytes[i] as number), LANE_B);
    }
    this.#a = a;
    this.#b = b;
    this.#mix(0x20000 + bytes.length);
    return this;
  }

  /** @returns the hash so far as two unsigned 32-bit numbers; more may be added afterwards. */
  digest(): readonly [number, number] {
    let a = this.#a;
    let b = this.#b;
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return [a >>> 0, b >>> 0];
  }

  /** @returns the hash so far as 16 hexadecimal digits. */
  hex(): string {
    const [a, b] = this.digest();
    return b.toString(16).padStart(8, '0') + a.toString(16).padStart(8, '0');
  }

  /** A large value is in a trace many times, as the same bytes: each is read once. */
  #large(bytes: Uint8Array): this {
    let digest = LARGE_DIGESTS.get(bytes);
    if (digest === undefined) LARGE_DIGESTS.set(bytes, (digest = digestOf(bytes)));
    const [a, b] = digest;
    this.#mix(a);
    this.#mix(b);
    this.#mix(0x20000 + bytes.length);
    return this;
  }

  #mix(value: number): void {
    this.#a = Math.imul(this.#a ^ value, LANE_A);
    this.#b = Math.imul(this.#b ^ value, LANE_B);
  }
}

const LANE_A = 2654435761;
const LANE_B = 1597334677;

/** From so many bytes on, a value enters the hash by its own digest. */
const LARGE = 65_536;
const LARGE_DIGESTS = new WeakMap<Uint8Array, readonly [number, number]>();

/** @returns a digest of large bytes, read four at a time and turned, so that a change of any bit reaches all others */
function digestOf(bytes: Uint8Array): readonly [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < whole; i += 4) {
    const word = view.getInt32(i, true);
    a = Math.imul(a ^ word, LANE_A);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ word, LANE_B);
    b = (b << 15) | (b >>> 17);
  }
  const tail = new Hash().bytes(bytes.subarray(whole)).digest();
  return new Hash(a).number(b).number(tail[0]).number(tail[1]).digest();
}

/**
 * Adds a plain value to a hash: keys in insertion order, bytes as bytes; undefined fields are left out, as in JSON.
 * @param value numbers, strings, booleans, null, undefined, bigint, bytes, arrays and plain objects of these
 */
export function hashValue(hash: Hash, value: unknown): void {
  switch (typeof value) {
    case 'string':
      hash.string(value);
      return;
    case 'number':
      hash.number(value);
      return;
    case 'object':
      if (value === null) hash.number(-1);
      else if (value instanceof Uint8Array) hash.bytes(value);
      else if (Array.isArray(value)) {
        for (const item of value) hashValue(hash, item);
        hash.number(-2 - value.length);
      } else {
        for (const key in value) {
          const part = (value as Record<string, unknown>)[key];
          if (part === undefined) continue;
          hash.string(key);
          hashValue(hash, part);
        }
      }
      return;
    case 'boolean':
      hash.number(value ? -11 : -10);
      return;
    default:
      hash.string(String(value));
  }
}
