import { UsageError } from '../../core/errors.ts';
import { isVisibleAscii, oddCharacter } from '../../core/visible-ascii.ts';

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
  const odd = oddCharacter(key);
  if (odd !== undefined) {
    throw refuse(
      `has the character ${JSON.stringify(odd)}: a server accepts visible ASCII only and responds with status 400, so ` +
        'encode it, for example by encodeURIComponent.',
    );
  }
  if (key.trim() !== key) throw refuse('begins or ends with a blank or a tab, which HTTP drops: trim it.');
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
  if (!isVisibleAscii(value)) {
    throw refuse('is not visible ASCII, which a server refuses with status 400: encode its value.');
  }
  if (value.trim() !== value) throw refuse('begins or ends with a blank or a tab, which HTTP drops: trim its value.');
  return [name, value];
}

/**
 * @returns the key as a segment of a path
 * @throws {UsageError} when it cannot be encoded in a URL
 */
export function encodedKey(key: string, service: string): string {
  if (!key.isWellFormed()) {
    throw new UsageError(
      'INVALID_KEY',
      `The key ${JSON.stringify(key)} of '${service}' has half of a surrogate pair, which cannot be encoded in a URL; use ` +
        'well-formed Unicode.',
    );
  }
  return encodeURIComponent(key);
}
