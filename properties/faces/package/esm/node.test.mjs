import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as restate from '@restatedev/restate-sdk';
import { checkScenario, property, Simulation } from 'restate-sim';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx, by) => {
      const count = ((await ctx.get('count')) ?? 0) + by;
      ctx.set('count', count);
      return count;
    },
  },
});

test('a world inside node:test', async () => {
  // Node 22 does not know `await using`.
  const sim = new Simulation({ services: [counter] });
  assert.equal(await sim.client.object(counter, 'a').add(2), 2);
  await sim[Symbol.asyncDispose]();
});

test('a search inside node:test', async () => {
  const adds = property('every addition counts', { services: [counter] }, async ({ sim }) => {
    const a = sim.client.object(counter, 'a');
    const counts = await Promise.all([a.add(1), a.add(1)]);
    assert.deepEqual(counts.toSorted(), [1, 2]);
  });
  assert.equal((await checkScenario(adds, { runs: 50 })).verdict, 'held');
});
