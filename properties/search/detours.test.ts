/**
 * Goal: a finding from a long run is reported as a short one. Method: the double charge of the corpus in a plan
 * in which an attempt is lost to a timeout after ten suspensions, as a search has found it.
 */
import { expect, it } from 'vitest';
import { faultsOf } from '../../sim/search/record/fault.ts';
import { drawnPlan } from '../../sim/search/plan/drawn-operation.ts';
import { partsOf } from '../../sim/search/plan/plan-parts.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { shrink } from '../../sim/search/shrink/shrink.ts';
import type { Plan } from '../../sim/simulation/faults/plan.ts';
import { doubleCharge } from './bugs/bugs/double-charge.ts';

const DETOUR: Plan = {
  version: 1,
  scenario: doubleCharge.broken.name,
  seed: 0,
  operations: [
    { id: 'a', client: 'client 1', kind: 'call', service: 'Checkout', handler: 'pay', input: 'pen', troubles: [] },
  ],
  world: [],
  holds: [
    { before: 'a#1:run 1 check 0', until: 'world:server restart 2365' },
    { before: 'a#12:terminal 0:answer', until: 'a#12:abort' },
  ],
  choices: {
    'time a#2:store 2': 1,
    'time a#3:start': 1,
    'time a#4:run 5 check 4': 1,
    'time a#5:run 8 check 7': 1,
    'time a#6:run 12 check 11': 1,
    'time a#7:append 15 Run': 1,
    'time a#8:start': 1,
    'time a#9:hand over c17': 1,
    'time a#10:start': 1,
    'time a#11:run 20 check 19': 1,
  },
};

it('replaces a long way to a lost attempt by one crash', async () => {
  const runner = new Runner(doubleCharge.broken);
  const [fault] = faultsOf(await runner.run(DETOUR));
  expect(fault?.invariant).toBe(doubleCharge.breaks);
  if (fault === undefined) return;
  const { plan, minimal } = await shrink(runner, drawnPlan(DETOUR), fault);
  expect(minimal).toBe(true);
  expect(partsOf(DETOUR)).toHaveLength(13);
  expect(partsOf(plan)).toHaveLength(2);
  expect(plan.operations[0]?.troubles).toMatchObject([{ kind: 'crash', scope: 'connection', attempt: 1 }]);
});
