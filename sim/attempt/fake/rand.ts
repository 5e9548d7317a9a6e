import type { Rand } from '@restatedev/restate-sdk';

/**
 * `ctx.rand`: the SDK's numbers for the same 64-bit seed (SplitMix64 into xoshiro256++, Vigna and Blackman, public
 * domain), computed on halves of 32 bits because 64-bit integers are slow in JavaScript.
 */
export class SeededRand implements Rand {
  /** Four 64-bit words, each as its low and its high half. */
  readonly #words: Uint32Array;
  #low = 0;
  #high = 0;

  constructor(seed: bigint) {
    this.#words = expand(seed);
  }

  random(): number {
    this.#next();
    return ((this.#high & 0x1fffff) * 4294967296 + this.#low) / 9007199254740992;
  }

  uuidv4(): string {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    for (const at of [0, 8]) {
      this.#next();
      view.setUint32(at, this.#low, true);
      view.setUint32(at + 4, this.#high, true);
    }
    view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x40);
    view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
    const hex = Buffer.from(bytes.buffer).toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /** One step of xoshiro256++; leaves its result in `#low` and `#high`. */
  #next(): void {
    const s = this.#words;
    const [l0 = 0, h0 = 0, l1 = 0, h1 = 0, l2 = 0, h2 = 0, l3 = 0, h3 = 0] = s;
    // result = rotl(s0 + s3, 23) + s0
    const sumLow = l0 + l3;
    const sumHigh = (h0 + h3 + carry(sumLow)) >>> 0;
    const rotatedLow = ((sumLow << 23) | (sumHigh >>> 9)) >>> 0;
    const rotatedHigh = (sumHigh << 23) | ((sumLow >>> 0) >>> 9);
    const low = rotatedLow + l0;
    this.#low = low >>> 0;
    this.#high = ((rotatedHigh >>> 0) + h0 + carry(low)) >>> 0;
    // t = s1 << 17; s2 ^= s0; s3 ^= s1; s1 ^= s2; s0 ^= s3; s2 ^= t; s3 = rotl(s3, 45)
    const xl2 = l2 ^ l0;
    const xh2 = h2 ^ h0;
    const xl3 = l3 ^ l1;
    const xh3 = h3 ^ h1;
    s[0] = l0 ^ xl3;
    s[1] = h0 ^ xh3;
    s[2] = l1 ^ xl2;
    s[3] = h1 ^ xh2;
    s[4] = xl2 ^ (l1 << 17);
    s[5] = xh2 ^ ((h1 << 17) | (l1 >>> 15));
    s[6] = (xh3 << 13) | (xl3 >>> 19);
    s[7] = (xl3 << 13) | (xh3 >>> 19);
  }
}

function carry(sum: number): number {
  return sum > 0xffffffff ? 1 : 0;
}

const MASK = (1n << 64n) - 1n;

function expand(seed: bigint): Uint32Array {
  const words = new Uint32Array(8);
  let state = seed & MASK;
  for (let i = 0; i < 8; i += 2) {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let mixed = state;
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK;
    mixed ^= mixed >> 31n;
    words[i] = Number(mixed & 0xffffffffn);
    words[i + 1] = Number(mixed >> 32n);
  }
  return words;
}
