import { isMainThread } from 'node:worker_threads';
import * as fc from 'fast-check';
import { afterEach, beforeEach, vi } from 'vitest';
import { checkScenario, property } from '../../../../sim/index.ts';
import { expect, test } from '../../../../sim/vitest/index.ts';
import { leakySeatOffice, seatOffice } from '../seat-office.ts';

const EPOCH = Date.UTC(2030, 0, 1);
test.override({ services: [seatOffice] });

beforeEach(() => void vi.useFakeTimers({ now: EPOCH }));
afterEach(() => void vi.useRealTimers());

test(`a world with fake timers, ${isMainThread ? 'in a process' : 'in a thread'}`, async ({ sim }) => {
  let rang = false;
  setTimeout(() => (rang = true), 1_000);
  const seat = sim.client.object(seatOffice, 'seat-7');
  expect(await seat.buy('ann')).toBe(true);
  await sim.advance('1h');
  await expect(sim).toSettle();
  expect(sim).toHaveRunOnce('charge card');
  // Time in the world is not time of the test, and the other way round.
  expect({ rang, now: Date.now() }).toEqual({ rang: false, now: EPOCH });
  const { now } = sim;
  vi.advanceTimersByTime(1_000);
  expect({ rang, now: sim.now }).toEqual({ rang: true, now });
  expect(await seat.buy('bo')).toBe(false);
});

test('fake timers stay when vitest sends a message to its main process', async ({ sim }) => {
  expect(sim.now).toBeGreaterThan(0);
  // The module runner asks the main process for the module, and puts the real timers in place for that moment.
  await import('./imported-late.ts');
  let rang = false;
  setTimeout(() => (rang = true), 1_000);
  vi.advanceTimersByTime(1_000);
  expect(rang).toBe(true);
});

const buyers = fc.array(fc.constantFrom('ann', 'bo'), { minLength: 2, maxLength: 3 });

test.sim(
  'a search with fake timers',
  { services: [seatOffice], given: { buyers }, runs: 20 },
  async ({ sim, given }) => {
    const seat = sim.client.object(seatOffice, 'seat-7');
    const sold = await Promise.all(given.buyers.map((buyer) => seat.buy(buyer)));
    expect(sold.filter(Boolean)).toHaveLength(1);
    await expect(sim).toSettle();
  },
);

test('a leak is found with fake timers', async () => {
  const leaky = property('a seat is sold once', { services: [leakySeatOffice], given: { buyers } }, async (world) => {
    const seat = world.sim.client.object(leakySeatOffice, 'seat-7');
    const sold = await Promise.all(world.given.buyers.map((buyer) => seat.buy(buyer)));
    expect(sold.filter(Boolean)).toHaveLength(1);
  });
  await expect(checkScenario(leaky, { seed: 1, runs: 50 })).rejects.toThrow('AssertionError');
});
