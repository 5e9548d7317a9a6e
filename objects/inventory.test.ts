/** Goal: what is reserved is there, and a second wish of the same name is the same reservation. Method: random wishes. */
import { TerminalError } from '@restatedev/restate-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirmed, emptyStock, levelOf, released, reserved, restocked, type Stock } from './inventory.ts';

const five = restocked(emptyStock, 5);

describe('a reservation', () => {
  it('is the same one when it is asked for again, and refused for another number of units', () => {
    const { stock, reservation } = reserved(five, { id: 'r', units: 2, forMs: 9 });
    expect(reserved(stock, { id: 'r', units: 2, forMs: 9 })).toEqual({ stock, reservation, isNew: false });
    expect(() => reserved(stock, { id: 'r', units: 3, forMs: 9 })).toThrow(expect.objectContaining({ code: 422 }));
  });

  it('has another number when it is made again after its end', () => {
    const first = reserved(five, { id: 'r', units: 2, forMs: 9 });
    const second = reserved(released(first.stock, first.reservation), { id: 'r', units: 2, forMs: 9 });
    expect(second.reservation.number).not.toBe(first.reservation.number);
    expect(released(second.stock, first.reservation)).toEqual(second.stock);
  });

  it('takes the last unit, and not one more', () => {
    expect(levelOf(reserved(five, { id: 'r', units: 5, forMs: 9 }).stock)).toEqual({ onHand: 5, free: 0 });
    expect(() => reserved(five, { id: 'r', units: 6, forMs: 9 })).toThrow('6 units are more than the 5 that are free');
  });

  it('is one of a thousand at most', () => {
    let stock = restocked(emptyStock, 2_000);
    for (let made = 0; made < 1_000; made++) ({ stock } = reserved(stock, { id: `r${made}`, units: 1, forMs: 9 }));
    expect(() => reserved(stock, { id: 'one more', units: 1, forMs: 9 })).toThrow('1000 reservations are open');
  });

  it('leaves the house when it is confirmed', () => {
    const { stock, reservation } = reserved(five, { id: 'r', units: 2, forMs: 9 });
    expect(levelOf(confirmed(stock, reservation))).toEqual({ onHand: 3, free: 3 });
  });
});

it('never has less than nothing free', () => {
  const wish = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    units: fc.integer({ min: 1, max: 4 }),
    forMs: fc.constant(9),
    ends: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30, size: 'max' }), (wishes) => {
      let stock: Stock = five;
      for (const { ends, ...asked } of wishes)
        try {
          const made = reserved(stock, asked);
          stock = ends ? confirmed(made.stock, made.reservation) : made.stock;
          expect(levelOf(stock).free).toBeGreaterThanOrEqual(0);
        } catch (error) {
          if (!(error instanceof TerminalError)) throw error;
        }
    }),
    { seed: 42, numRuns: 200 },
  );
});
