/** Goal: different parts never make one key, and whatever is taken can be read back. Method: properties over hostile texts. */
import { TerminalError } from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compositeKey, hashKey, hierarchicalKey, levelsOf, partsOf, validKey } from './keys.ts';

/** A few strings that could be confused with each other, and some unexpected ones. */
function partsWith(separator: string): fc.Arbitrary<[string, ...string[]]> {
  const escaped = separator === ':' ? '%3A' : '%2F';
  const tricky = fc.constantFrom('a', separator, `a${separator}a`, `a${escaped}a`, '%');
  const any = fc
    .string({ minLength: 1, maxLength: 6, unit: 'grapheme-composite' })
    .map((text) => text.normalize('NFC'))
    .filter((text) => !/[\p{Cc}\u2028\u2029]/u.test(text));
  const part = fc.oneof({ weight: 5, arbitrary: tricky }, { weight: 1, arbitrary: any });
  return fc.tuple(part, fc.array(part, { maxLength: 2 })).map(([first, rest]) => [first, ...rest]);
}

type Join = (...parts: readonly [string, ...string[]]) => string;

/** Whether a way of joining keeps different parts apart, over parts that `validKey` takes. */
function injective(join: Join, separator: string): fc.IProperty<[[string, ...string[]], [string, ...string[]]]> {
  return fc.property(partsWith(separator), partsWith(separator), (one, other) => {
    fc.pre(one.join('\n') !== other.join('\n'));
    return join(...one) !== join(...other);
  });
}

describe.each([
  ['composite', compositeKey, partsOf, ':'],
  ['hierarchical', hierarchicalKey, levelsOf, '/'],
] as const)('a %s key', (_kind, join, split, separator) => {
  it('is another one for other parts', () => {
    fc.assert(injective(join, separator), { seed: 42, numRuns: 2_000 });
  });

  it('gives its parts back', () => {
    fc.assert(
      fc.property(partsWith(separator), (texts) => {
        expect(split(join(...texts))).toEqual(texts);
      }),
      { seed: 42, numRuns: 1_000 },
    );
  });

  it('looks as expected for ordinary parts', () => {
    expect(join('acme', 'disk-7')).toBe(`acme${separator}disk-7`);
  });

  it('is caught when it does not escape the separator', () => {
    const naive: Join = (...texts) => texts.join(separator);
    expect(fc.check(injective(naive, separator), { seed: 42, numRuns: 20_000 }).failed).toBe(true);
  });

  it('is caught when it does not escape the escape', () => {
    const half: Join = (...texts) =>
      texts.map((text) => text.replaceAll(separator, separator === ':' ? '%3A' : '%2F')).join(separator);
    expect(fc.check(injective(half, separator), { seed: 42, numRuns: 20_000 }).failed).toBe(true);
  });

  it('refuses to be read when it was put together in another way', () => {
    expect(() => split(`a%20${separator}b`)).toThrow(TerminalError);
    expect(() => split(`a${separator}${separator}b`)).toThrow(TerminalError);
  });
});

describe('a key', () => {
  it.each([
    ['nothing', ''],
    ['no text', 7],
    ['a tab', 'a\tb'],
    ['a zero character', 'a\0b'],
    ['an escape character', 'a\u001Bb'],
    ['a next-line character', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['half a surrogate pair', 'a\uD83D'],
    ['a decomposed accent', 'e\u0301'],
    ['257 bytes in 257 characters', 'x'.repeat(257)],
    ['280 bytes in 70 characters', '😀'.repeat(70)],
  ])('is refused for good if it is or has %s', (_what, key) => {
    expect(() => validKey(key)).toThrow(expect.objectContaining({ code: 400 }));
  });

  it.each([['x'.repeat(256)], ['😀'.repeat(64)], ['é'], ['user-123'], [' a b ']])('is taken: %s', (key) => {
    expect(validKey(key)).toBe(key);
  });

  it('has 64 characters when it is a hash, another one for another name', () => {
    expect(hashKey('x'.repeat(10_000))).toMatch(/^[0-9a-f]{64}$/);
    expect(hashKey('a')).not.toBe(hashKey('b'));
    expect(() => hashKey('\uD83D')).toThrow(expect.objectContaining({ code: 400 }));
  });
});
