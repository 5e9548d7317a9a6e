/**
 * Goal: a finding that needs two requests in some order is reported as that, not as requests that wait for each other. Method:
 * values set on one key, of which some order is broken, in plans as a search finds them.
 */
import { expect, it } from 'vitest';
import { atRest } from '../../sim/checks/build-invariant.ts';
import { faultsOf } from '../../sim/search/record/fault.ts';
import { drawnPlan } from '../../sim/search/plan/drawn-operation.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { shrink, type Shrunk } from '../../sim/search/shrink/shrink.ts';
import type { Plan } from '../../sim/simulation/faults/plan.ts';
import { on, tinyPlan, tinyScenario } from './small-worlds.ts';

/** The last value of `x` must not be this one. */
async function shrunk(plan: Plan, last: number): Promise<Shrunk> {
  const never = atRest('never last', (view) => (view.state('Tiny', 'x', 'value') === last ? 'it was last' : true));
  const runner = new Runner({ ...tinyScenario, invariants: [never] });
  const [fault] = faultsOf(await runner.run(plan));
  if (fault === undefined) throw new Error('The plan breaks nothing.');
  return shrink(runner, drawnPlan(plan), fault);
}

it('lets one client ask for both, in the order that matters, and holds nothing', async () => {
  // Two bumps count to 2 in whatever order; a value set before them does not.
  const plan: Plan = {
    ...tinyPlan(on('x', 'bump'), on('x', 'set', 4)),
    holds: [{ before: 'a:request', until: 'b:request' }],
  };
  const { plan: smallest, minimal } = await shrunk(plan, 5);
  expect(smallest).toMatchObject({
    operations: [
      { client: 'client 1', handler: 'set' },
      { client: 'client 1', handler: 'bump' },
    ],
    holds: [],
    choices: {},
  });
  expect(minimal).toBe(true);
});

it('gives up the request that was there only to let another one pass', async () => {
  const [first, second, third] = tinyPlan(on('y', 'bump'), on('x', 'bump'), on('x', 'set', 4)).operations;
  if (first === undefined || second === undefined || third === undefined) return;
  const plan: Plan = { ...tinyPlan(), operations: [first, { ...second, client: first.client }, third] };
  const { plan: smallest } = await shrunk(plan, 5);
  expect(smallest.operations.map(({ handler }) => handler)).toEqual(['set', 'bump']);
});
