import { expect, it } from 'vitest';
import { Results } from './results.ts';

/** A run whose result is stored must not execute again, before and after its handler can see the result. */
it('are known from their arrival until they are taken', () => {
  const results = new Results();
  expect(results.has(1)).toBe(false);
  results.arrive({ type: 'completion', of: 'Run', completion: 1, result: { ok: new Uint8Array() } });
  expect([results.has(1), results.isReady(1)]).toEqual([true, false]);
  expect(results.advance()).toBe(true);
  expect([results.has(1), results.isReady(1)]).toEqual([true, true]);
  expect(results.take(1)).toEqual({ ok: new Uint8Array() });
  expect([results.has(1), results.isReady(1), results.advance()]).toEqual([false, false, false]);
});
