/**
 * Keys of virtual objects, made from what the business knows.
 *
 * **Different things, different keys.** `a:b` + `c` and `a` + `b:c` must not meet in one object, or two tenants share their
 * state. So separators inside a part are escaped, parts are never empty, and `partsOf(compositeKey(...parts))` gives the
 * parts back. The same holds for `hierarchicalKey` and `levelsOf`. Keys of the two kinds belong to different services.
 *
 * **Same thing, same key.** A text that Unicode can spell in two ways (é, or e and an accent) would be two keys that
 * look the same, so only the composed spelling (NFC) is taken. Half a surrogate pair has no UTF-8 at all: on the wire all
 * of them become the same replacement character.
 *
 * **At most 256 bytes of UTF-8.** Bytes, not characters: bytes are what is stored and sent, once forevery state entry and
 * every invocation of the object, and "a character" has several meanings (😀 is 1 code point, 2 units of a
 * JavaScript string, 4 bytes). The limit is ours; Restate itself takes more. What is longer goes through `hashKey`.
 *
 * Keys stand in URLs, logs and the admin interface: put no secret and nothing personal into them.
 */
import { createHash } from 'node:crypto';
import { refuse } from './refuse.ts';

const mostBytes = 256;
const encoder = new TextEncoder();

/** A key that may be used. Anything else is a terminal 400: trying again would not make the key better. */
export function validKey(key: unknown, name = 'key'): string {
  if (typeof key !== 'string' || key === '') return refuse(400, `${name} must be a text that is not empty`);
  if (!key.isWellFormed()) return refuse(400, `${name} has half a surrogate pair in it`);
  if (/[\p{Cc}\u2028\u2029]/u.test(key)) return refuse(400, `${name} has a control character or a line break in it`);
  if (key.normalize('NFC') !== key) return refuse(400, `${name} must be in Unicode's composed form (NFC)`);
  const bytes = encoder.encode(key).length;
  if (bytes > mostBytes) return refuse(400, `${name} has ${bytes} bytes, at most ${mostBytes} are allowed: hash it`);
  return key;
}

/** One key for several parts in a fixed order, for instance tenant and resource: `acme:disk`. */
export function compositeKey(...parts: readonly [string, ...string[]]): string {
  return joined(parts, ':');
}

/** The parts of a composite key. */
export function partsOf(key: string): readonly string[] {
  return split(key, ':');
}

/** One key for a path from the root down: `acme-corp/eng/backend`. */
export function hierarchicalKey(...levels: readonly [string, ...string[]]): string {
  return joined(levels, '/');
}

/** The levels of a hierarchical key. */
export function levelsOf(key: string): readonly string[] {
  return split(key, '/');
}

/** A key of 64 characters for a name of any length. The name cannot be read from it: keep the name in the object's state. */
export function hashKey(name: string): string {
  if (!name.isWellFormed()) return refuse(400, 'the name to hash has half a surrogate pair in it');
  return createHash('sha256').update(name).digest('hex');
}

function joined(parts: readonly string[], separator: string): string {
  return validKey(parts.map((part) => escaped(validKey(part, 'part of a key'), separator)).join(separator));
}

function split(key: string, separator: string): readonly string[] {
  const parts = validKey(key).split(separator).map(unescaped);
  if (joined(parts, separator) !== key) refuse(400, `"${key}" was not put together as it should be`);
  return parts;
}

/** Only the separator and the escape itself, so that ordinary keys stay as they are. */
function escaped(part: string, separator: string): string {
  return part.replaceAll('%', '%25').replaceAll(separator, separator === ':' ? '%3A' : '%2F');
}

function unescaped(part: string): string {
  return part.replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%25', '%');
}
