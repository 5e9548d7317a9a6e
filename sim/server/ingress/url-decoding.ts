import { isUtf8 } from 'node:buffer';
import { Refusal } from './refusal.ts';

/**
 * Decodes a key from a path. Only well-formed `%xx` are decoded, anything else (a plus sign, too) stays as it is.
 * @throws {Refusal} when the bytes are not UTF-8
 */
export function decodeKey(segment: string): string {
  if (!segment.includes('%')) return segment;
  const bytes = bytesOf(segment);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let valid = 0;
  for (let end = 1; end <= bytes.length; end++) if (isUtf8(bytes.subarray(0, end))) valid = end;
  throw new Refusal(
    400,
    `bad path, cannot decode key: FromUtf8Error { bytes: [${[...bytes].join(', ')}], ` +
      `error: Utf8Error { valid_up_to: ${valid}, error_len: Some(1) } }`,
  );
}

function bytesOf(segment: string): Buffer {
  const parts = segment.split(/((?:%[0-9A-Fa-f]{2})+)/);
  return Buffer.concat(
    parts.map((part, place) =>
      place % 2 === 1 ? Buffer.from(part.replaceAll('%', ''), 'hex') : Buffer.from(part, 'utf8'),
    ),
  );
}
