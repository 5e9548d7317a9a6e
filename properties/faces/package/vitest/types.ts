import * as fc from 'fast-check';
import { expect, test } from 'restate-sim/vitest';
import type { Model } from 'restate-sim';
import { counter, type State } from './counter.ts';

const model: Model<number> = { init: 0, apply: (state) => ({ state }) };

test('types of the fixture and the matchers', async ({ sim }) => {
  const a = sim.client.object(counter, 'a');
  const sum: number = await a.add(1);
  // @ts-expect-error -- it adds numbers
  await a.add('1');
  // @ts-expect-error -- the handler is called add
  await a.subtract(1);
  expect(sim).toHaveRunOnce('write it down');
  expect(sim).not.toHaveRunOnce('write it down');
  // @ts-expect-error -- a step has a name
  expect(sim).toHaveRunOnce(1);
  await expect(sim).toSettle();
  // @ts-expect-error -- there is no such matcher
  await expect(sim).toSettel();
  expect(sim).toBeLinearizable(model);
  // @ts-expect-error -- a model is more than its beginning
  expect(sim).toBeLinearizable({ init: 0 });
  expect(sum).toBe(1);
  const count: number | undefined = await sim.stateOf<State>(counter, 'a').get('count');
  expect.soft(count).toBeUndefined();
});

test.sim('what is given', { services: [counter], given: { by: fc.integer() }, runs: 3 }, async ({ sim, given }) => {
  await sim.client.object(counter, 'a').add(given.by);
  // @ts-expect-error -- it is a number
  const text: string = given.by;
  // @ts-expect-error -- it is not given
  void [given.to, text];
});

// @ts-expect-error -- the option is called runs
test.sim('an option with a mistake', { services: [counter], run: 3 }, async () => {});

test.sim('a workload', {
  services: [counter],
  operations: ({ call }) => [
    call(counter, 'add', { key: fc.constantFrom('a', 'b'), input: 1 }),
    // @ts-expect-error -- an object has a key
    call(counter, 'add', { input: 1 }),
  ],
});
