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

/** @returns five digits that follow from an unsigned 32-bit number; much faster than {@link base62Of} */
export function fiveBase62Digits(value: number): string {
  const [high, low] = [Math.floor(value / 62 ** 3), value % 62 ** 3];
  return groupText(low) + base62Digit(high % 62) + base62Digit(Math.floor(high / 62) % 62);
}

export function base62Digit(value: number): string {
  return DIGITS.charAt(value);
}

function groupText(value: number): string {
  return base62Digit(Math.floor(value / 62 ** 2)) + base62Digit(Math.floor(value / 62) % 62) + base62Digit(value % 62);
}
