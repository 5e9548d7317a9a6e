import { known } from '../core/known.ts';
/**
 * Makes visible what could hide in a text or turn it around: control characters as their pictures, marks of direction,
 * characters without width and halves of characters by their number. Whatever a service, a key or a value holds, no
 * terminal obeys it. Line feeds and tabs stay when asked for.
 */
export function visible(text: string, keepLines: boolean = false): string {
  return text.replaceAll(HIDDEN, (character) => {
    if (keepLines && (character === '\n' || character === '\t')) return character;
    const code = known(character.codePointAt(0), 'the code point of a character');
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** Control characters, marks of direction and others without a shape, separators of lines, halves of characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;
