import { describe, expect, it } from 'vitest';
import { growthOf } from './heap.ts';

describe('how much a series grows', () => {
  it('is nothing for what goes up and down', () => {
    expect(Math.abs(growthOf(Array.from({ length: 40 }, (_, at) => 100 + (at % 2) * 10)))).toBeLessThan(0.01);
  });

  it('is not changed much by a few that stand out', () => {
    const steady = Array.from({ length: 40 }, (_, at) => (at % 10 === 0 ? 300 : 100));
    expect(growthOf(steady)).toBe(0);
  });

  it('is what was added, of the mean', () => {
    expect(growthOf(Array.from({ length: 11 }, (_, at) => 95 + at))).toBeCloseTo(0.1, 5);
  });
});
