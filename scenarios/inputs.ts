import * as fc from 'fast-check';
import type { Json } from '../sim/index.ts';

/**
 * Inputs that a client can send although the type of the handler forbids them: the network does not check types.
 * @returns an arbitrary that fits the type of any handler
 */
export function malformed(...values: [Json, ...Json[]]): fc.Arbitrary<never> {
  return fc.constantFrom(...values) as fc.Arbitrary<never>;
}

/** One idempotency key, so that several requests share it; half of the requests have none. */
export const maybeIdempotent: fc.Arbitrary<string | undefined> = fc.constantFrom(undefined, 'only once');
