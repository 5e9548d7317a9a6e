import { encoderFor, type Encoded, type Encoder } from '../core/encoded.ts';

/** JSON, which is made here. */
export const json: Encoder<'json'> = encoderFor<'json'>((text) => text.replaceAll(HIDDEN, escaped));

/**
 * @returns a value as JSON that can be copied: what a terminal or an editor would obey, hide or turn around is written as an
 *   escape, so that it is read back as the same value, to the byte
 */
export function jsonText(value: unknown, indent?: number): Encoded<'json'> {
  return json(JSON.stringify(value, undefined, indent) ?? 'null');
}

/** Line feeds stand only between values: in strings they are escaped already. */
const HIDDEN = /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => String.raw`\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
