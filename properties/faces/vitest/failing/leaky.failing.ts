import * as fc from 'fast-check';
import { expect, test } from '../../../../sim/vitest/index.ts';
import { leakySeatOffice } from '../seat-office.ts';

const buyers = fc.array(fc.constantFrom('ann', 'bo', 'cid'), { minLength: 2, maxLength: 4 });

const name = "a seat is sold once (and to one), it's $5";

test.sim(name, { services: [leakySeatOffice], given: { buyers } }, async ({ sim, given }) => {
  const seat = sim.client.object(leakySeatOffice, 'seat-7');
  const sold = await Promise.all(given.buyers.map((buyer) => seat.buy(buyer)));
  expect(sold.filter(Boolean)).toHaveLength(1);
});

test.override({ services: [leakySeatOffice] });

test('a plain test', async ({ sim }) => {
  const seat = sim.client.object(leakySeatOffice, 'seat-7');
  expect(await Promise.all([seat.buy('ann'), seat.buy('bo')])).toEqual([false, false]);
});
