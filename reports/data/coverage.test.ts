import { expect, it } from 'vitest';
import { coverageGroups } from './coverage.ts';

it('names how many requests a key had at once, what never occurred first', () => {
  const group = coverageGroups({ 'overlap 1': 2, 'overlap 5': 3 }, []).find(({ name }) => name.startsWith('keys by'));
  expect(group?.items.map(({ name, count }) => [name, count])).toEqual([
    ['at most 2', 0],
    ['at most 3', 0],
    ['at most 1', 2],
    ['4 or more', 3],
  ]);
});
