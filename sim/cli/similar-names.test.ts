/** Goal: a mistyped name leads to the right one. Method: typical typing errors. */
import { describe, expect, it } from 'vitest';
import { similarNames } from './similar-names.ts';

const NAMES = ['bank account', 'rate limiter', 'sliding window limiter', 'order workflow', 'order', 'tenant counter'];

describe('similar names', () => {
  it.each([
    ['bank', ['bank account']],
    ['Bank_Acount', ['bank account']],
    ['limiter', ['rate limiter', 'sliding window limiter']],
    ['ordres', ['order workflow', 'order']],
    ['counters', ['tenant counter']],
    ['zebra', []],
    ['x', []],
  ])('of %s', (given, similar) => {
    expect(similarNames(given, NAMES)).toEqual(similar);
  });
});
