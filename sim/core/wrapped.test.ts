import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrappedLine, wrappedText } from './wrapped.ts';

describe('a line that is too wide', () => {
  it('continues below the words of a story, and not below the time', () => {
    expect(wrappedLine('    0 ms  the connection is lost for a, after entry 1 was stored', 40)).toEqual([
      '    0 ms  the connection is lost for a,',
      '          after entry 1 was stored',
    ]);
  });

  it('continues at its own indentation', () => {
    expect(wrappedLine('  what a sentence', 10)).toEqual(['  what a', '  sentence']);
  });

  it('is no wider than the limit, except for single words, and keeps its words', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 });
    const line = fc.tuple(fc.constantFrom('', '    ', '    0 ms  ', '  1 h 3 min 3.5 s  '), words);
    fc.assert(
      fc.property(line, ([beginning, said]) => {
        const whole = beginning + said.join(' ');
        const lines = wrappedLine(whole, 30);
        expect(lines.map((one) => one.slice(beginning.length)).join(' ')).toBe(said.join(' '));
        expect(lines[0]?.startsWith(beginning)).toBe(true);
        for (const one of lines)
          expect(
            one.length <= 30 ||
              !one
                .trim()
                .replace(/^\d.*s {2}/, '')
                .includes(' '),
          ).toBe(true);
      }),
    );
  });

  it('keeps its blanks when it fits, and blanks between its words', () => {
    expect(wrappedLine('  a  b', 6)).toEqual(['  a  b']);
    expect(wrappedLine('x says "a  b" twice', 14)).toEqual(['x says "a  b"', 'twice']);
  });
});

it('a string of several lines keeps its line breaks', () => {
  expect(wrappedText('one\n\ntwo three', 5)).toBe('one\n\ntwo\nthree');
});
