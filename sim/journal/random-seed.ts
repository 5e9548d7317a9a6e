import { sipHash13 } from '../core/sip-hash-13.ts';
import { bytesOfInvocationId, INVOCATION_ID_BYTES } from './invocation-id.ts';

/**
 * The seed of `ctx.rand` on a cluster with its default features: a hash of the invocation id, so that an id that is used
 * again draws the same numbers.
 * Rule: docs/internals/upgrade-semantics.md#deriving-the-id-and-the-seed
 */
export function seedOfId(invocationId: string): bigint {
  // The bytes behind their number: so the server hashes a sequence.
  const bytes = new Uint8Array(8 + INVOCATION_ID_BYTES);
  bytes[0] = INVOCATION_ID_BYTES;
  bytes.set(bytesOfInvocationId(invocationId), 8);
  return sipHash13(bytes);
}

/**
 * The seed of `ctx.rand` on a cluster with unique random seeds: the last 128 bits of the id and the time at which the
 * invocation was created, mixed as SplitMix64 does (Vigna, public domain).
 * @param createdAtMs `created_at` of the invocation
 */
export function uniqueSeed(invocationId: string, createdAtMs: number): bigint {
  const bytes = bytesOfInvocationId(invocationId);
  const view = new DataView(bytes.buffer);
  const [high, low] = [view.getBigUint64(8), view.getBigUint64(16)];
  let mixed = high ^ rotated(low, 21n) ^ rotated(BigInt(Math.floor(createdAtMs)), 43n);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
  return mixed ^ (mixed >> 31n);
}

function rotated(value: bigint, by: bigint): bigint {
  return BigInt.asUintN(64, value << by) | (value >> (64n - by));
}
