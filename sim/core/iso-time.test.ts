import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from './clock.ts';
import { isoTime } from './iso-time.ts';

describe('isoTime', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [EPOCH_MS, '2026-01-01T00:00:00.000Z'],
    [951_782_400_000, '2000-02-29T00:00:00.000Z'],
    [4_107_542_399_999, '2100-02-28T23:59:59.999Z'],
    [4_107_542_400_000, '2100-03-01T00:00:00.000Z'],
    [EPOCH_MS + 1_234.9, '2026-01-01T00:00:01.234Z'],
  ])('writes %d', (atMs, text) => {
    expect(isoTime(atMs)).toBe(text);
  });
});
