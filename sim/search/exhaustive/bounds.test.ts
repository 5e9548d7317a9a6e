import { expect, it } from 'vitest';
import { boundsInWords, DEFAULT_BOUNDS } from './bounds.ts';

it('are named with their numbers; the optional ones only where they allow something', () => {
  expect(boundsInWords(DEFAULT_BOUNDS)).toBe('1 trouble and 3 retries');
  expect(boundsInWords({ troubles: 0, effects: 1, timings: 2, advances: 2, retries: 1, preemptions: 0 })).toBe(
    'no troubles, 1 failing effect, 2 unusual delays, 2 early advances of the clock, no preemptions and 1 retry',
  );
  expect(boundsInWords({ ...DEFAULT_BOUNDS, advances: 1 })).toBe('1 trouble, 1 early advance and 3 retries');
});
