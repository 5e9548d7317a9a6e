/** Goal: the total is the sum of the latest values, whatever counters are called. Method: random reports. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { added, reported, totalOf, type Entry } from './tenant-counter.ts';

it('adds up the latest value of each counter', () => {
  const report = fc.record({ counter: fc.constantFrom('hits', 'errors', '__proto__'), value: fc.integer() });
  fc.assert(
    fc.property(fc.array(report), (reports) => {
      const latest = new Map(reports.map(({ counter, value }) => [counter, value]));
      const entries = reports.reduce<readonly Entry[]>((known, one) => reported(known, one), []);
      expect(totalOf(entries)).toBe([...latest.values()].reduce((sum, value) => sum + value, 0));
      expect(entries.length).toBe(latest.size);
    }),
    { seed: 42, numRuns: 200 },
  );
});

it('counts to the last exact number, and not beyond', () => {
  expect(added(Number.MAX_SAFE_INTEGER - 1, 1)).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => added(Number.MAX_SAFE_INTEGER, 1)).toThrow(expect.objectContaining({ code: 422 }));
});
