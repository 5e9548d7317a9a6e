import seedrandom from 'seedrandom';
import { base62Digit, fiveBase62Digits } from './base62.ts';
import { Hash } from './hash.ts';

/**
 * The random values of a run that must not depend on the order of steps: ids, seeds of `ctx.rand`, ambient random
 * numbers. Each is a hash of the run's seed, a purpose and a stable address. So swapping two independent steps does not
 * change it, and a new purpose does not change the values of the others.
 * Rule: docs/internals/runtime-semantics.md#clocks-and-random-numbers
 */
export class KeyedRandom {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @returns 64 bits as two unsigned 32-bit numbers. */
  bits(purpose: string, address: string): readonly [number, number] {
    return this.#hash(purpose, address).digest();
  }

  /** @returns a number in [0, 1). */
  unit(purpose: string, address: string): number {
    const [a, b] = this.bits(purpose, address);
    return (a * 2 ** 21 + (b >>> 11)) / 2 ** 53;
  }

  /** @returns an unsigned 64-bit integer. */
  u64(purpose: string, address: string): bigint {
    const [a, b] = this.bits(purpose, address);
    return (BigInt(a) << 32n) | BigInt(b);
  }

  /**
   * @param first the first digit is below this, which bounds the number that the digits stand for
   * @returns `length` digits of base 62, all others any
   */
  base62(purpose: string, address: string, length: number, first: number): string {
    const hash = this.#hash(purpose, address);
    const [a, b] = hash.number(0).digest();
    let text = base62Digit(a % first) + fiveBase62Digits(b);
    for (let part = 1; text.length < length; part++) {
      const [c, d] = hash.number(part).digest();
      text += fiveBase62Digits(c) + fiveBase62Digits(d);
    }
    return text.slice(0, length);
  }

  /** @returns an id of `length` characters out of 0-9 and a-z; long ones are unique within a run */
  id(purpose: string, address: string, length: number): string {
    let text = '';
    const hash = this.#hash(purpose, address);
    for (let part = 0; text.length < length; part++) {
      const [a, b] = hash.number(part).digest();
      text += digits(a) + digits(b);
    }
    return text.slice(0, length);
  }

  #hash(purpose: string, address: string): Hash {
    return new Hash(this.#seed | 0)
      .number(Math.floor(this.#seed / 2 ** 32))
      .string(purpose)
      .string(address);
  }
}

/** A sequential generator for one purpose of one run, e.g. the dice of a strategy. */
export interface Dice {
  /** @returns an integer in [0, bound). */
  below(bound: number): number;
  /** @returns a number in [0, 1). */
  unit(): number;
}

/** @returns the generator named by a seed and a purpose (Alea, by way of seedrandom). */
export function dice(seed: number, purpose: string): Dice {
  const next = seedrandom.alea(`${seed}/${purpose}`);
  return { below: (bound) => Math.floor(next() * bound), unit: next };
}

/** Two base-36 digits for each byte: formatting numbers would cost more than the rest of an id. */
const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(36).padStart(2, '0'));

function digits(value: number): string {
  return pair(value) + pair(value >>> 8) + pair(value >>> 16) + pair(value >>> 24);
}

function pair(value: number): string {
  // There is a pair for each of the 256 bytes.
  return PAIRS[value & 255] as string;
}
