import { describe } from 'vitest';
import { expect, test } from '../../../sim/vitest/index.ts';
import { seatOffice } from './seat-office.ts';

test.override({ services: [seatOffice] });

test('a test has a fresh world of its own', async ({ sim }) => {
  expect(sim.trace).toEqual([]);
  expect(await sim.client.object(seatOffice, 'seat-7').buy('ann')).toBe(true);
});

test('which knows nothing of the one before', async ({ sim }) => {
  expect(await sim.client.object(seatOffice, 'seat-7').buy('bo')).toBe(true);
});

describe.concurrent('tests side by side', () => {
  for (const buyer of ['ann', 'bo', 'cid', 'dee']) {
    test(`do not disturb each other: ${buyer}`, async ({ sim }) => {
      const seat = sim.client.object(seatOffice, 'seat-7');
      expect(await Promise.all([seat.buy(buyer), seat.buy('late')])).toEqual([true, false]);
      expect(await sim.stateOf(seatOffice, 'seat-7').get('owner')).toBe(buyer);
    });
  }
});

describe('options of the world', () => {
  test.override({ simOptions: { alwaysReplay: true } });

  test('reach it', async ({ sim }) => {
    await sim.client.object(seatOffice, 'seat-7').buy('ann');
    expect(sim.trace.filter(({ type }) => type === 'suspended').length).toBeGreaterThan(0);
    expect(sim).toHaveRunOnce('charge card');
  });
});

describe('matchers', () => {
  test('count how often a step has executed', async ({ sim }) => {
    const seat = sim.client.object(seatOffice, 'seat-7');
    expect(sim).not.toHaveRunOnce('charge card');
    expect(() => expect(sim).toHaveRunOnce('charge card')).toThrow('"charge card" has not run. No step has run.');
    // The process dies when the card is charged and the result is not stored.
    sim.trouble('a', { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 2, phase: 'inside' });
    await seat.buy('ann');
    expect(() => expect(sim).toHaveRunOnce('charge card')).toThrow(/"charge card" has run 2 times:\n {2}a, attempt 1/);
  });

  test('say who waits for what when a world does not settle', async ({ sim }) => {
    const answer = sim.client.object(seatOffice, 'seat-7').waitForBoss();
    await expect(expect(sim).toSettle()).rejects.toThrow(/SeatOffice\/seat-7\/waitForBoss .* suspended until/);
    await expect(sim).not.toSettle();
    answer.abandon();
  });

  test('settle a world that does', async ({ sim }) => {
    await sim.client.object(seatOffice, 'seat-7').buy.send('ann');
    await expect(sim).toSettle();
    expect(await sim.stateOf(seatOffice, 'seat-7').get('owner')).toBe('ann');
  });

  const model = {
    init: null as string | null,
    apply: (owner: string | null, { handler, input }: { handler: string; input: unknown }) =>
      handler === 'buy' && owner === null
        ? { state: String(input), value: true }
        : { state: owner, value: handler === 'buy' ? false : (owner ?? undefined) },
  };

  test('compare answers with a model', async ({ sim }) => {
    const seat = sim.client.object(seatOffice, 'seat-7');
    await Promise.all([seat.buy('ann'), seat.buy('bo')]);
    expect(sim).toBeLinearizable(model);
    const twice = { ...model, apply: () => ({ state: null, value: true }) };
    expect(() => expect(sim).toBeLinearizable(twice)).toThrow(/No order of the 2 operations on SeatOffice\/seat-7/);
  });

  test('refuse what is no world', () => {
    expect(() => (expect(1) as unknown as { toHaveRunOnce(name: string): void }).toHaveRunOnce('x')).toThrow(
      'toHaveRunOnce is about a world: write expect(sim).toHaveRunOnce(...).',
    );
  });
});
