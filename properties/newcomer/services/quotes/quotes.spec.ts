import { expect, test } from 'restate-sim/vitest';
import { quotes } from './quote.ts';

test.override({ services: [quotes] });

test('a quote can be accepted', async ({ sim }) => {
  const quote = sim.client.object(quotes, 'q-1');
  const price = await quote.request('bike');
  expect(await quote.accept()).toBe(price);
});

test('a quote is worth nothing after a quarter of an hour', async ({ sim }) => {
  const quote = sim.client.object(quotes, 'q-1');
  await quote.request('bike');
  await sim.advance('15m');
  await expect(quote.accept()).rejects.toThrow('no open quote');
});
