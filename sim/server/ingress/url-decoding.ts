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
  const { validUpTo, length } = utf8Problem(bytes);
  throw new Refusal(
    400,
    `bad path, cannot decode key: FromUtf8Error { bytes: [${[...bytes].join(', ')}], ` +
      `error: Utf8Error { valid_up_to: ${validUpTo}, error_len: ${length === undefined ? 'None' : `Some(${length})`} } }`,
  );
}

interface Utf8Problem {
  /** How many bytes before it are UTF-8. */
  readonly validUpTo: number;
  /** How many bytes it has; undefined where the bytes end within a character. */
  readonly length: number | undefined;
}

/** The first place at which bytes are not UTF-8, as Rust's decoder finds it. */
function utf8Problem(bytes: Buffer): Utf8Problem {
  let validUpTo = 0;
  for (let end = 1; end <= bytes.length; end++) if (isUtf8(bytes.subarray(0, end))) validUpTo = end;
  const rest = [...bytes.subarray(validUpTo)];
  const ranges = followersOf(rest[0] ?? 0);
  for (const [place, [low, high]] of ranges.entries()) {
    const byte = rest[place + 1];
    if (byte === undefined) return { validUpTo, length: undefined };
    if (byte < low || byte > high) return { validUpTo, length: place + 1 };
  }
  return { validUpTo, length: 1 };
}

/** The bytes that may follow the first one of a character; none after a byte that begins no character. */
function followersOf(first: number): readonly (readonly [low: number, high: number])[] {
  const any = [0x80, 0xbf] as const;
  if (first >= 0xc2 && first <= 0xdf) return [any];
  if (first >= 0xe0 && first <= 0xef) return [[first === 0xe0 ? 0xa0 : 0x80, first === 0xed ? 0x9f : 0xbf], any];
  if (first >= 0xf0 && first <= 0xf4) return [[first === 0xf0 ? 0x90 : 0x80, first === 0xf4 ? 0x8f : 0xbf], any, any];
  return [];
}

function bytesOf(segment: string): Buffer {
  const parts = segment.split(/((?:%[0-9A-Fa-f]{2})+)/);
  return Buffer.concat(
    parts.map((part, place) =>
      place % 2 === 1 ? Buffer.from(part.replaceAll('%', ''), 'hex') : Buffer.from(part, 'utf8'),
    ),
  );
}
