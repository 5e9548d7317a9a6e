import { describe, expect, it } from 'vitest';

import { allows, is, oneOf, outcomesOf, permutationOf, unseenPairs } from './expectation.ts';

describe('an expectation', () => {
  it('does not care about the order of fields', () => {
    expect(allows(is({ a: 1, b: [2] }), { b: [2], a: 1 })).toBe(true);
    expect(allows(is({ a: 1 }), { a: 1, b: 2 })).toBe(false);
  });

  it('allows what it lists, also what only the source promises or only the server shows', () => {
    expect(allows(oneOf('a', 'b'), 'b')).toBe(true);
    expect(allows({ kind: 'one-of', outcomes: ['a'], sourceOnly: ['c'] }, 'c')).toBe(true);
    expect(allows({ kind: 'one-of', outcomes: ['a'], serverOnly: ['c'] }, 'c')).toBe(true);
    expect(allows(oneOf('a', 'b'), 'c')).toBe(false);
  });

  it('allows every order and nothing else of a permutation', () => {
    expect(allows(permutationOf(0, 1, 2), [2, 0, 1])).toBe(true);
    expect(allows(permutationOf(0, 1, 2), [2, 0])).toBe(false);
    expect(allows(permutationOf(0, 1, 2), [2, 0, 0])).toBe(false);
    expect(outcomesOf(permutationOf(0, 1, 2))).toHaveLength(6);
  });

  it('knows which pairs no order has shown yet', () => {
    expect(unseenPairs([0, 1, 2], [[0, 1, 2]])).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
    ]);
    expect(
      unseenPairs(
        [0, 1, 2],
        [
          [0, 1, 2],
          [2, 1, 0],
        ],
      ),
    ).toEqual([]);
  });
});
