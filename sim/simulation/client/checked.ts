import { UsageError } from '../../core/errors.ts';

/** What a server reads of the line of a request. */
const MAX_PATH_BYTES = 65_534;
/** What a server reads of all headers together. */
const MAX_HEAD_BYTES = 417_792;

const VISIBLE_ASCII = /^[\t\x20-\x7e]*$/;

/**
 * @param whose the handler that is called, for the error
 * @throws {UsageError} when an HTTP client or the server would refuse the key, or send another one
 */
export function checkedIdempotencyKey(key: unknown, whose: string): string {
  const refuse = (why: string): UsageError =>
    new UsageError('INVALID_IDEMPOTENCY_KEY', `The idempotency key of ${whose} ${why}`);
  if (typeof key !== 'string') throw refuse(`must be a string, not ${String(key)}.`);
  if (key === '') {
    throw refuse(
      'is empty, and clients of Restate send none then: leave it out, or give each logical request its own.',
    );
  }
  const odd = key.match(/[^\x20-\x7e]/u)?.[0];
  if (odd !== undefined) {
    throw refuse(
      `has the character ${JSON.stringify(odd)}: a server accepts visible ASCII only and responds with status 400, so ` +
        'encode it, for example by encodeURIComponent.',
    );
  }
  if (key.trim() !== key) throw refuse('begins or ends with a blank, which HTTP drops: trim it.');
  if (key.length > MAX_HEAD_BYTES) {
    throw refuse(
      `has ${key.length} characters: a server reads at most ${MAX_HEAD_BYTES} bytes of headers, so hash it.`,
    );
  }
  return key;
}

/** @throws {UsageError} when an HTTP client or the server would refuse the header */
export function checkedHeader(name: string, value: unknown, whose: string): [string, string] {
  const refuse = (why: string): UsageError =>
    new UsageError('INVALID_HEADER', `The header ${JSON.stringify(name)} of a request to ${whose} ${why}`);
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw refuse('has a name that HTTP does not allow: use a-z, 0-9 and hyphens.');
  }
  if (typeof value !== 'string') throw refuse(`must be a string, not ${String(value)}.`);
  if (!VISIBLE_ASCII.test(value)) {
    throw refuse('is not visible ASCII, which a server refuses with status 400: encode its value.');
  }
  return [name, value];
}

/**
 * @returns the key as a segment of a path
 * @throws {UsageError} when no URL can carry it, or the server reads no path as long
 */
export function encodedKey(key: string, service: string): string {
  if (!key.isWellFormed()) {
    throw new UsageError(
      'INVALID_KEY',
      `The key ${JSON.stringify(key)} of '${service}' has half of a surrogate pair, which no URL can carry: let it be valid ` +
        'Unicode.',
    );
  }
  const encoded = encodeURIComponent(key);
  if (encoded.length <= MAX_PATH_BYTES) return encoded;
  throw new UsageError(
    'INVALID_KEY',
    `A key of '${service}' takes ${encoded.length} bytes in a URL: a server reads paths of at most ${MAX_PATH_BYTES} bytes ` +
      'and responds with status 414, so use a hash of it.',
  );
}
