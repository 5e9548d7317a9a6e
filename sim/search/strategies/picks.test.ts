import { expect, it } from 'vitest';
import { Picks } from './picks.ts';

it('lets only first attempts be slow in some runs, so that what was tried again overtakes them', () => {
  const runs = Array.from({ length: 60 }, (_, seed) => {
    const picks = new Picks(seed);
    const slow = (attempt: number): number =>
      Array.from({ length: 60 }, (_ignored, call) => picks.pick('latency', `a#${attempt}:disk ${call}`, 2)).filter(
        (option) => option > 0,
      ).length;
    return { first: slow(1), second: slow(2), twelfth: slow(12) };
  });
  const slowOnce = runs.filter(({ first, second, twelfth }) => first > 0 && second + twelfth === 0);
  expect(slowOnce.length).toBeGreaterThan(5);
  expect(runs.filter(({ second, twelfth }) => second > 0 && twelfth > 0).length).toBeGreaterThan(20);
});
