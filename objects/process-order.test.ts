/** Goal: an update is processed once, and counted by the version. Method: random updates, some of which come again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newRecord, processed, type OrderRecord } from './process-order.ts';

it('processes each update once, in the order in which they first came', () => {
  const update = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), note: fc.string() });
  fc.assert(
    fc.property(fc.array(update), (updates) => {
      const record = updates.reduce<OrderRecord>((before, one) => processed(before, one), newRecord);
      expect(record.updates.map(({ id }) => id)).toEqual([...new Set(updates.map(({ id }) => id))]);
      expect(record.version).toBe(record.updates.length);
    }),
    { seed: 42, numRuns: 200 },
  );
});
