/**
 * SipHash-1-3 with a key of zeros (Aumasson and Bernstein, public domain): the hash of the standard library that
 * restate-server is written with. Not for secrets.
 */
export function sipHash13(bytes: Uint8Array): bigint {
  const state: State = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~7;
  for (let at = 0; at < whole; at += 8) absorb(state, view.getBigUint64(at, true));
  let last = BigInt(bytes.length & 0xff) << 56n;
  for (let at = whole; at < bytes.length; at++) last |= BigInt(view.getUint8(at)) << BigInt(8 * (at - whole));
  absorb(state, last);
  state[2] ^= 0xffn;
  for (let round = 0; round < 3; round++) mix(state);
  return state[0] ^ state[1] ^ state[2] ^ state[3];
}

type State = [bigint, bigint, bigint, bigint];

function absorb(state: State, word: bigint): void {
  state[3] ^= word;
  mix(state);
  state[0] ^= word;
}

/** One round. */
function mix(state: State): void {
  let [a, b, c, d] = state;
  a = wrapped(a + b);
  b = rotated(b, 13n) ^ a;
  a = rotated(a, 32n);
  c = wrapped(c + d);
  d = rotated(d, 16n) ^ c;
  a = wrapped(a + d);
  d = rotated(d, 21n) ^ a;
  c = wrapped(c + b);
  b = rotated(b, 17n) ^ c;
  c = rotated(c, 32n);
  [state[0], state[1], state[2], state[3]] = [a, b, c, d];
}

function wrapped(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotated(value: bigint, by: bigint): bigint {
  return wrapped(value << by) | (value >> (64n - by));
}
