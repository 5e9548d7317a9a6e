/** The digits of restate-server, in the order of their values. */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Three digits at a time: as many as a division of two 32-bit words leaves exact. */
const GROUP = 62 ** 3;
const WORD = 2 ** 32;

/**
 * @param words a number as unsigned 32-bit words, the lowest first
 * @param length so many digits; it must hold the number
 * @returns the number in base 62, with leading zeros
 */
export function base62Of(words: readonly number[], length: number): string {
  const rest = [...words];
  let text = '';
  while (text.length < length) {
    let remainder = 0;
    for (let place = rest.length - 1; place >= 0; place--) {
      const value = remainder * WORD + (rest[place] as number);
      rest[place] = Math.floor(value / GROUP);
      remainder = value % GROUP;
    }
    text = groupText(remainder) + text;
  }
  return text.slice(-length);
}

/** @returns the number as `count` unsigned 32-bit words, the lowest first; undefined for other text or a larger number */
export function wordsOfBase62(text: string, count: number): number[] | undefined {
  const words = Array.from({ length: count }, () => 0);
  for (const digit of text) {
    let carry = DIGITS.indexOf(digit);
    if (carry < 0) return undefined;
    for (let place = 0; place < count; place++) {
      const value = (words[place] as number) * 62 + carry;
      words[place] = value % WORD;
      carry = Math.floor(value / WORD);
    }
    if (carry > 0) return undefined;
  }
  return words;
}

function groupText(value: number): string {
  return digit(Math.floor(value / 62 ** 2)) + digit(Math.floor(value / 62) % 62) + digit(value % 62);
}

function digit(value: number): string {
  return DIGITS.charAt(value);
}
