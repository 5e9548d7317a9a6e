import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { base62Of, wordsOfBase62 } from './base62.ts';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

it.each([
  [[0, 0], '00000000000'],
  [[61, 0], '0000000000Z'],
  [[62, 0], '00000000010'],
  [[0xffff_ffff, 0xffff_ffff], 'lYGhA16ahyf'],
  [[0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], '7N42dgm5tFLK9N8MT7fHC7'],
])('writes %j, the lowest word first, as %s', (words, text) => {
  expect(base62Of(words, text.length)).toBe(text);
  expect(wordsOfBase62(text, words.length)).toEqual(words);
});

it.each(['lYGhA16ahyg', 'ZZZZZZZZZZZ', '!YGhA16ahyf', 'ü'])('has no 64 bits for %s', (text) => {
  expect(wordsOfBase62(text, 2)).toBeUndefined();
});

it('reads what it has written', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const value = words.reduceRight((sum, each) => sum * 2n ** 32n + BigInt(each), 0n);
      const text = base62Of(words, 22);
      expect(wordsOfBase62(text, words.length)).toEqual(words);
      // Its digits, one by one.
      expect(text.split('').reduce((sum, digit) => sum * 62n + BigInt(ALPHABET.indexOf(digit)), 0n)).toBe(value);
    }),
  );
});

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
