import * as fc from 'fast-check';
import type { Json } from '../sim/index.ts';

/**
 * What a client may send although the type of the handler forbids it: types end at the network.
 * @returns an arbitrary that fits any handler, which is the point
 */
export function malformed(...values: [Json, ...Json[]]): fc.Arbitrary<never> {
  return fc.constantFrom(...values) as fc.Arbitrary<never>;
}

/** One idempotency key, so that it is used more than once; half of the requests have none. */
export const maybeIdempotent: fc.Arbitrary<string | undefined> = fc.constantFrom(undefined, 'only once');
