import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

describe('a duration', () => {
  it.each([
    [250, 250],
    ['250ms', 250],
    ['1.5s', 1_500],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['30d', 2_592_000_000],
  ])('%s is %i ms', (duration, ms) => {
    expect(parseDuration(duration)).toBe(ms);
  });

  it.each([-1, Number.NaN, Infinity, '', '10', '10 s', '-5s', 'soon'])('is not %s', (duration) => {
    expect(() => parseDuration(duration)).toThrow(`not ${JSON.stringify(duration)}.`);
  });
});
