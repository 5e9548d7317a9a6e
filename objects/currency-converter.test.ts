/** Goal: a conversion gives what the rates say, and never more. Method: random amounts and rates. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { converted } from './currency-converter.ts';

it('rounds down to a whole minor unit, exactly', () => {
  const rate = fc.integer({ min: 1, max: 1_000_000_000_000 });
  fc.assert(
    fc.property(fc.nat(1_000_000_000), rate, rate, (amount, from, to) => {
      fc.pre(BigInt(amount) * BigInt(from) < BigInt(Number.MAX_SAFE_INTEGER) * BigInt(to));
      const result = BigInt(converted(amount, [from, to]));
      const worth = BigInt(amount) * BigInt(from);
      expect(result * BigInt(to) <= worth && worth < (result + 1n) * BigInt(to)).toBe(true);
    }),
    { seed: 42, numRuns: 300 },
  );
});

it('refuses a result that would leave the exact numbers', () => {
  expect(() => converted(Number.MAX_SAFE_INTEGER, [2, 1])).toThrow(expect.objectContaining({ code: 400 }));
});
