import { BadDuration } from './unit.ts';

const MAX_U64 = 2n ** 64n - 1n;

/** Reads the text of a duration from left to right. */
export class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get rest(): string {
    return this.#text.slice(this.#at);
  }

  /** @returns whether the rest begins so; if it does, that is skipped */
  skip(pattern: RegExp): string | undefined {
    const found = new RegExp(`^(?:${pattern.source})`, pattern.flags).exec(this.rest)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** @returns undefined where no digit is. @throws {BadDuration} when it needs more than 64 bits */
  integer(): bigint | undefined {
    const digits = this.skip(/[0-9]+/);
    if (digits === undefined) return undefined;
    if (BigInt(digits) > MAX_U64) throw new BadDuration('number too big to parse into 64-bit integer');
    return BigInt(digits);
  }

  /** @returns up to nine digits after a point or comma, as billionths; undefined where neither is */
  fraction(): bigint | undefined {
    if (this.skip(/[.,]/) === undefined) return undefined;
    const digits = this.skip(/[0-9]{1,9}/);
    if (digits === undefined) {
      throw new BadDuration('found decimal after seconds component, but did not find any digits after decimal');
    }
    return BigInt(digits.padEnd(9, '0'));
  }

  /** The next byte of the text, as the server shows it; undefined at its end. */
  shownByte(): string | undefined {
    const [byte] = Buffer.from(this.rest, 'utf8');
    if (byte === undefined) return undefined;
    return byte < 0x80 ? escapedAscii(String.fromCharCode(byte), byte) : `\\x${byte.toString(16).toUpperCase()}`;
  }
}

/** @returns a text as the server quotes it: like a literal of Rust */
export function quoted(text: string): string {
  const characters = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0) return String.raw`\0`;
    if (code < 0x80) return escapedAscii(character, code);
    return /^[\p{M}\p{C}\p{Zl}\p{Zp}\p{Zs}]$/u.test(character) ? `\\u{${code.toString(16)}}` : character;
  });
  return `"${characters.join('')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  "'": String.raw`\'`,
  '"': String.raw`\"`,
  '\\': '\\\\',
};

function escapedAscii(character: string, code: number): string {
  const escape = ESCAPES[character];
  if (escape !== undefined) return escape;
  return code < 0x20 || code === 0x7f ? `\\x${code.toString(16).padStart(2, '0')}` : character;
}
