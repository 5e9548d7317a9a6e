import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, vi } from 'vitest';
import { expect, test } from 'restate-sim/vitest';
import type { Model } from 'restate-sim';
import { counter, type State } from './counter.ts';

// Before vitest 4.1 it has another name.
const override = (test.override ?? (test as unknown as { scoped: typeof test.override }).scoped).bind(test);
override({ services: [counter], simOptions: { seed: 7 } });

const sums: Model<number> = {
  init: 0,
  apply: (sum, { input }) => ({ state: sum + Number(input), value: sum + Number(input) }),
};

test('a world for each test', async ({ sim }) => {
  const a = sim.client.object(counter, 'a');
  expect(await a.add(1)).toBe(1);
  expect(sim).toHaveRunOnce('write it down');
  expect(await Promise.all([a.add(1), a.add(1)])).toEqual([2, 3]);
  expect(sim).not.toHaveRunOnce('write it down');
  await expect(sim).toSettle();
  expect(sim).toBeLinearizable(sums);
  expect(await sim.stateOf<State>(counter, 'a').get('count')).toBe(3);
});

test('one that waits forever does not settle', async ({ sim }) => {
  await sim.client.object(counter, 'a').wait.send();
  await expect(sim).not.toSettle();
});

describe.concurrent('side by side', () => {
  test.each([1, 2, 3, 4])('world %i knows of no other', async (by) => {
    expect(by).toBeGreaterThan(0);
  });
  for (const by of [1, 2, 3, 4]) {
    test(`adds ${by}`, async ({ sim }) => {
      const a = sim.client.object(counter, 'a');
      expect(await a.add(by)).toBe(by);
      expect(await a.add(by)).toBe(2 * by);
    });
  }
});

describe('with fake timers', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('both go their ways', async ({ sim }) => {
    const before = Date.now();
    expect(await sim.client.object(counter, 'a').add(1)).toBe(1);
    expect(Date.now()).toBe(before);
    vi.advanceTimersByTime(10);
    expect(Date.now()).toBe(before + 10);
  });
});

test('fake timers from within', async ({ sim }) => {
  vi.useFakeTimers();
  expect(await sim.client.object(counter, 'a').add(1)).toBe(1);
  vi.useRealTimers();
});

const amounts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });

test.sim('every addition counts', { services: [counter], given: { amounts }, runs: 20 }, async ({ sim, given }) => {
  const a = sim.client.object(counter, 'a');
  const counts = await Promise.all(given.amounts.map((by) => a.add(by)));
  expect(Math.max(...counts)).toBe(given.amounts.reduce((sum, by) => sum + by, 0));
});

test.sim('a workload of its own', {
  services: [counter],
  model: sums,
  operations: ({ call }) => [call(counter, 'add', { key: 'a', input: fc.integer({ min: 1, max: 9 }) })],
  runs: 20,
});
