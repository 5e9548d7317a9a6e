import * as fc from 'fast-check';
import { expect, test } from 'restate-sim/vitest';
import { points } from './points.ts';
import { shop } from './shop.ts';

const emails = fc.array(fc.mixedCase(fc.constant('ann@example.com')), { minLength: 1, maxLength: 3 });

test.sim('points follow the person', { services: [shop, points], given: { emails } }, async ({ sim, given }) => {
  const client = sim.client.service(shop);
  await Promise.all(given.emails.map((email, index) => client.bought({ order: `o${index}`, email, cents: 1000 })));
  await expect(sim).toSettle();
  expect(await client.pointsOf('ann@example.com')).toBe(10 * given.emails.length);
});
