import { expect, it } from 'vitest';
import { count } from './count.ts';

it('prints the singular for 1 and the plural for every other number', () => {
  expect(count(1, 'run')).toBe('1 run');
  expect(count(0, 'run')).toBe('0 runs');
  expect(count(12_000, 'run')).toBe('12,000 runs');
  expect(count(2, 'branch', 'branches')).toBe('2 branches');
  expect(count(0.5, 'token')).toBe('0.5 tokens');
});
