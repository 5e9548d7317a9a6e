/** A typed array of one byte per element, or an array of bytes: what the SDK stores as it is. */
export function isBytes(value: unknown): value is Uint8Array {
  if (ArrayBuffer.isView(value)) return 'BYTES_PER_ELEMENT' in value && value.BYTES_PER_ELEMENT === 1;
  return Array.isArray(value) && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255);
}

/** @returns the misuse of a serde that serializes to anything else, in words. @param command the type of its command */
export function notBytesText(value: unknown, command: string): string {
  return (
    `A serde returned ${kindOf(value)} where the SDK needs a Uint8Array (${command}), so other bytes than those of the ` +
    'value are written, or none. Return a Uint8Array, such as new TextEncoder().encode(text).'
  );
}

/**
 * Converts like the SDK, which copies anything array-like into its memory.
 * @throws the error of the SDK for a value without elements
 */
export function bytesInSdk(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  // Throws for null and undefined, as in the SDK.
  const length = Number((value as { length?: unknown }).length);
  if (length < 0) throw new Error('unreachable');
  const bytes = new Uint8Array(Number.isNaN(length) ? 0 : length);
  bytes.set(value as ArrayLike<number>);
  return bytes;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof Promise) return 'a promise';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { name } = value.constructor as { name?: unknown };
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `a value of type ${name}` : 'an object';
}
