import { expect, test } from 'restate-sim/vitest';
import { account } from './account.ts';
import { webhooks } from './webhooks.ts';

test.sim('an event that is delivered twice counts once', { services: [webhooks, account] }, async ({ sim }) => {
  const event = { id: 'evt_1', type: 'payment.succeeded', account: 'acme', cents: 700 } as const;
  const provider = sim.client.service(webhooks);
  await Promise.all([provider.receive(event), provider.receive(event)]);
  expect(await sim.client.object(account, 'acme').balance()).toBe(700);
});
