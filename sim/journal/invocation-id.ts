import { base62Of, wordsOfBase62 } from '../core/base62.ts';
import { invariant } from '../core/errors.ts';

/** What every invocation id begins with: its kind, and the version of the encoding. */
export const INVOCATION_ID_PREFIX = 'inv_1';

/** Base62 digits of the two numbers in an invocation id: a partition key of 64 bits, and 128 bits that name it there. */
export const PARTITION_DIGITS = 11;
export const UUID_DIGITS = 22;

/** The two numbers of an id whose first digits are below these have 64 and 128 bits, whatever follows. */
export const FIRST_DIGIT_OF = { partition: 21, uuid: 7 } as const;

/** Bytes behind an invocation id: those of the two numbers, each from the lowest to the highest. */
export const INVOCATION_ID_BYTES = 24;

/**
 * The bytes that the server means by an invocation id: services get them in the start message, awakeable ids contain them,
 * and the seed of `ctx.rand` is a hash of them.
 * Rule: docs/internals/upgrade-semantics.md#deriving-the-id-and-the-seed
 * @param id must be well-formed
 */
export function bytesOfInvocationId(id: string): Uint8Array {
  const split = INVOCATION_ID_PREFIX.length + PARTITION_DIGITS;
  const partition = wordsOfBase62(id.slice(INVOCATION_ID_PREFIX.length, split), 2);
  const uuid = wordsOfBase62(id.slice(split), 4);
  invariant(
    partition !== undefined && uuid !== undefined && id.length === split + UUID_DIGITS,
    () => `"${id}" is no invocation id.`,
  );
  const bytes = new Uint8Array(INVOCATION_ID_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [place, word] of [...partition, ...uuid].entries()) view.setUint32(4 * place, word, true);
  return bytes;
}

/** @returns the digits of the partition key of a well-formed id */
export function partitionKeyOf(id: string): string {
  return id.slice(INVOCATION_ID_PREFIX.length, INVOCATION_ID_PREFIX.length + PARTITION_DIGITS);
}

/** @returns the id that has these {@link INVOCATION_ID_BYTES} bytes */
export function invocationIdOf(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, INVOCATION_ID_BYTES);
  const words = [0, 4, 8, 12, 16, 20].map((at) => view.getUint32(at, true));
  return INVOCATION_ID_PREFIX + base62Of(words.slice(0, 2), PARTITION_DIGITS) + base62Of(words.slice(2), UUID_DIGITS);
}
