import { bytesOfInvocationId, INVOCATION_ID_BYTES, invocationIdOf } from './invocation-id.ts';

const PREFIX = 'sign_1';
const INDEX_BYTES = 4;

/** @returns the id that resolves this awakeable from outside: base64url of the bytes of the invocation id and the index */
export function awakeableId(invocationId: string, index: number): string {
  const bytes = Buffer.alloc(INVOCATION_ID_BYTES + INDEX_BYTES);
  bytes.set(bytesOfInvocationId(invocationId));
  bytes.writeUInt32BE(index, INVOCATION_ID_BYTES);
  return PREFIX + bytes.toString('base64url');
}

/**
 * Reads an awakeable id: the invocation's id and the index of its signal.
 * @returns undefined when the text is not an awakeable id
 */
export function parseAwakeableId(text: string): { readonly invocation: string; readonly index: number } | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const bytes = bytesOfId(text.slice(PREFIX.length));
  if (bytes?.length !== INVOCATION_ID_BYTES + INDEX_BYTES) return undefined;
  return { invocation: invocationIdOf(bytes), index: bytes.readUInt32BE(INVOCATION_ID_BYTES) };
}

/** @returns the bytes of base64url as the server reads it: padding may be left out, bits behind the last byte must be 0 */
export function bytesOfId(encoded: string): Buffer | undefined {
  const bytes = Buffer.from(encoded, 'base64url');
  return bytes.toString('base64url') === encoded.replace(/={1,2}$/, '') ? bytes : undefined;
}
