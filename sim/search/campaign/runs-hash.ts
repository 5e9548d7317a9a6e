/**
 * A hash over the traces of many runs, in order, of which parts can be made apart: the hash of a whole follows from those of its
 * parts (a polynomial over the hashes of the runs, modulo the Mersenne prime 2^61 - 1; Karp and Rabin, 1987).
 */
export class RunsHash {
  #value = 0n;

  /** Adds one run. @param hash of its trace, 16 hexadecimal digits */
  add(hash: string): void {
    this.append(hash, 1);
  }

  /** Adds runs that were hashed apart. @param value as `hex` gives it, of so many runs */
  append(value: string, runs: number): void {
    this.#value = (this.#value * power(runs) + BigInt(`0x${value}`)) % PRIME;
  }

  /** @returns 16 hexadecimal digits */
  hex(): string {
    return this.#value.toString(16).padStart(16, '0');
  }
}

const PRIME = 2n ** 61n - 1n;
/** Odd, and large enough that two runs that trade places change every digit. */
const BASE = 0x0b4711fa5e1c3d29n;

/** @returns BASE to this power, modulo the prime */
function power(exponent: number): bigint {
  if (exponent === 1) return BASE;
  let result = 1n;
  let square = BASE;
  for (let left = BigInt(exponent); left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
