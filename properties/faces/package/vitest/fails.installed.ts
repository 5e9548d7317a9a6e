import { expect, test } from 'restate-sim/vitest';
import { counter } from './counter.ts';

test.sim('a count (of two) is 3', { services: [counter], runs: 20 }, async ({ sim }) => {
  const a = sim.client.object(counter, 'a');
  await a.add(1);
  expect(await a.add(1)).toBe(3);
});
