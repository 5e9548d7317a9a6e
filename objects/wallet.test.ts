/** Goal: all lines or none, each id once, and books that balance however long the log. Method: examples and random histories. */
import { TerminalError } from '@restatedev/restate-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { added, applied, emptyWallet, mostLogged, reversalOf, type Transaction, type Wallet } from './wallet.ts';

const euros = (id: string, amount: number): Transaction => ({ id, lines: [{ currency: 'EUR', amount }] });
const rich = applied(emptyWallet, euros('opening', 100));

describe('a transaction', () => {
  it('changes nothing when one of its lines cannot be paid, with 402', () => {
    const lines = [
      { currency: 'USD', amount: 5 },
      { currency: 'EUR', amount: -101 },
    ];
    expect(() => applied(rich, { id: 't', lines })).toThrow(expect.objectContaining({ code: 402 }));
  });

  it('changes nothing when it comes again, and is refused when it comes as something else', () => {
    const after = applied(rich, euros('t', -40));
    expect(applied(after, euros('t', -40))).toBe(after);
    expect(() => applied(after, euros('t', -41))).toThrow(expect.objectContaining({ code: 422 }));
  });

  it('is taken back once', () => {
    const paid = applied(rich, euros('t', -40));
    const back = applied(paid, reversalOf(paid, 't'));
    expect(back.balances).toEqual({ EUR: 100 });
    expect(applied(back, reversalOf(back, 't'))).toBe(back);
    expect(() => reversalOf(back, 'u')).toThrow(expect.objectContaining({ code: 404 }));
  });
});

it('keeps its books, and a log of at most a hundred, through any history', () => {
  const line = fc.record({ currency: fc.constantFrom('EUR', 'USD'), amount: fc.integer({ min: -9, max: 20 }) });
  const lines = fc.array(line, { minLength: 1, maxLength: 3 });
  let full = 0;
  fc.assert(
    // As long as it may be: by itself, fast-check makes no list of more than about ten.
    fc.property(fc.array(lines, { maxLength: 250, size: 'max' }), (history) => {
      let now: Wallet = emptyWallet;
      for (const [index, some] of history.entries())
        try {
          now = applied(now, { id: `t${index}`, lines: some });
        } catch (error) {
          if (!(error instanceof TerminalError)) throw error;
        }
      expect(now.log.length).toBeLessThanOrEqual(mostLogged);
      if (now.log.length === mostLogged) full++;
      expect(now.log.reduce((sum, one) => added(sum, one.lines), now.brought)).toEqual(now.balances);
      expect(Object.values(now.balances).every((balance) => balance >= 0)).toBe(true);
    }),
    { seed: 42, numRuns: 100 },
  );
  expect(full).toBeGreaterThan(20);
});

it('holds no balance that would leave the exact numbers', () => {
  const most = 1_000_000_000_000;
  const deposits = Array.from({ length: 1_000 }, (_, index) => euros(`t${index}`, most));
  const full = deposits.reduce(applied, emptyWallet);
  expect(full.balances).toEqual({ EUR: 1_000 * most });
  expect(() => applied(full, euros('one more', 1))).toThrow(expect.objectContaining({ code: 400 }));
});
