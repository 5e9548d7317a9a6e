import { describe, expect, it } from 'vitest';
import { canonicalText } from './canonical.ts';

describe('the canonical text', () => {
  it('is the same for equal values, in whatever order they were built', () => {
    expect(canonicalText({ a: 1, b: [2, { c: 3 }] })).toBe(canonicalText({ b: [2, { c: 3 }], a: 1 }));
    expect(
      canonicalText(
        new Map([
          ['x', 1],
          ['y', 2],
        ]),
      ),
    ).toBe(
      canonicalText(
        new Map([
          ['y', 2],
          ['x', 1],
        ]),
      ),
    );
    expect(canonicalText(new Set([1, 2]))).toBe(canonicalText(new Set([2, 1])));
    expect(canonicalText({ a: undefined })).toBe(canonicalText({}));
  });

  it('is different for different values', () => {
    const values = [
      undefined,
      null,
      true,
      false,
      0,
      -0,
      1,
      NaN,
      '',
      '0',
      'null',
      1n,
      [],
      [undefined],
      [[]],
      [1, 2],
      [2, 1],
      ['1,2'],
      {},
      { a: 1 },
      { a: '1' },
      { a: null },
      new Map(),
      new Map([['a', 1]]),
      new Set(),
      new Set([1]),
      new Uint8Array(),
      new Uint8Array([1, 2]),
      new Map([[1, 'a']]),
      '[]',
    ];
    expect(new Set(values.map((value) => canonicalText(value))).size).toBe(values.length);
  });
});
