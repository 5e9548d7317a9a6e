import * as restate from '@restatedev/restate-sdk';
import { expect, test } from '../../../../sim/vitest/index.ts';

/** Counts the runs of the whole search, because nothing resets it between runs. */
let sales = 0;

const till = restate.object({
  name: 'Till',
  handlers: { sell: async (_ctx: restate.ObjectContext): Promise<number> => ++sales },
});

test.sim('a till sells little', { services: [till] }, async ({ sim }) => {
  expect(await sim.client.object(till, 'a').sell()).toBeLessThan(5);
});
