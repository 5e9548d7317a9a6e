import { describe, expect, it } from 'vitest';
import { fieldsOf, text, wholeNumber } from './refuse.ts';

describe('a check at the border of a handler', () => {
  const terminal400 = expect.objectContaining({ name: 'TerminalError', code: 400 }) as Error;

  it.each([1, 2, 3])('lets the whole number %d through', (value) => {
    expect(wholeNumber('n', value, 1, 3)).toBe(value);
  });

  it.each([0, 4, -1, 1.5, NaN, Infinity, '2', 2n, true, null, undefined, [2], {}])(
    'refuses %s as a number',
    (value) => {
      expect(() => wholeNumber('n', value, 1, 3)).toThrow(terminal400);
    },
  );

  it('refuses a number above the exact ones, whatever the bound', () => {
    expect(() => wholeNumber('n', 2 ** 53, 0, Infinity)).toThrow(terminal400);
  });

  it.each(['', 'x'.repeat(257), 1, null, undefined, ['a']])('refuses %s as a text', (value) => {
    expect(() => text('t', value)).toThrow(terminal400);
  });

  it('counts the length of a text, both ends included', () => {
    expect([text('t', 'a'), text('t', 'x'.repeat(256)).length]).toEqual(['a', 256]);
  });

  it.each([undefined, null, 7, 'text'])('refuses %s where an object belongs', (value) => {
    expect(() => fieldsOf(value as unknown as object)).toThrow(terminal400);
  });

  it('says what was expected and what came, without repeating a long text', () => {
    expect(() => wholeNumber('amount', 'many', 1, 9)).toThrow('amount must be a whole number from 1 to 9, got "many"');
    expect(() => text('sku', 'x'.repeat(300))).toThrow('got a text of 300 characters');
  });
});
