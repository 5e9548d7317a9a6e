/** Goal: who mistypes a name is told the right one. Method: slips as people make them. */
import { describe, expect, it } from 'vitest';
import { similarNames } from './similar-names.ts';

const NAMES = ['bank account', 'rate limiter', 'sliding window limiter', 'order workflow', 'order', 'tenant counter'];

describe('names that were meant', () => {
  it.each([
    ['bank', ['bank account']],
    ['Bank_Acount', ['bank account']],
    ['limiter', ['rate limiter', 'sliding window limiter']],
    ['ordres', ['order workflow', 'order']],
    ['counters', ['tenant counter']],
    ['zebra', []],
    ['x', []],
  ])('by %s', (asked, meant) => {
    expect(similarNames(asked, NAMES)).toEqual(meant);
  });
});
