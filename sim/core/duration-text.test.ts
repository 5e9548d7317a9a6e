import fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationText } from './duration-text.ts';

const DAY_MS = 86_400_000;

it.each([
  [0, '0 ms'],
  [250, '250 ms'],
  [0.25, '0.25 ms'],
  [1_000, '1 s'],
  [1_500, '1.5 s'],
  [60_000, '1 min'],
  [60_250, '1 min 250 ms'],
  [3_783_500, '1 h 3 min 3.5 s'],
  [30 * DAY_MS, '30 d'],
  [30 * DAY_MS + 60_000, '30 d 1 min'],
  [-1_500, '−1.5 s'],
  [Infinity, 'Infinity ms'],
])('%d ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));

it('leaves small units out where only a few are wanted', () => {
  expect(durationText(3 * DAY_MS + 41_020, 2)).toBe('3 d 41.02 s');
  expect(durationText(3 * DAY_MS + 4 * 3_600_000 + 41_020, 2)).toBe('3 d 4 h');
});

it('loses nothing: its parts add up to the duration', () => {
  const units = { d: DAY_MS, h: 3_600_000, min: 60_000, s: 1_000, ms: 1 } as const;
  const isUnit = (text: string): text is keyof typeof units => Object.hasOwn(units, text);
  fc.assert(
    fc.property(fc.nat({ max: 400 * DAY_MS }), (ms) => {
      const sum = Array.from(durationText(ms).matchAll(/([\d.]+) (\w+)/g), ([, amount = '', unit = '']) =>
        isUnit(unit) ? Number(amount) * units[unit] : NaN,
      ).reduce((total, part) => total + part, 0);
      expect(Math.round(sum * 1_000) / 1_000).toBe(ms);
    }),
    { seed: 1 },
  );
});
