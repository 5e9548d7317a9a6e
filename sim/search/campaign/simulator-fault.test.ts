/**
 * Goal: a fault of the simulator is never blamed on the services, nor taken for a verdict. Method: a world in which the model is
 * broken so that one of its own assertions fails.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SimulatorFault } from '../../core/errors.ts';
import type { Server } from '../../server/server.ts';
import { scenario } from '../../simulation/scenario/scenario.ts';
import { campaign } from './campaign.ts';

const counter = restate.object({ name: 'Counter', handlers: { add: async (_ctx: restate.ObjectContext) => 1 } });

const world = scenario('a counter', {
  services: [counter],
  operations: ({ call }) => [call(counter, 'add', { key: fc.constant('a') })],
});

/** Steps stay on the agenda after they were taken, so a message is delivered a second time, when there is none. */
function keepingSteps({ world: { agenda } }: Server): void {
  agenda.drop = () => true;
}

it('a fault that trips an assertion ends the campaign, with one sentence that calls it a fault of the simulator', async () => {
  const error: unknown = await campaign(world, { seed: 1, runs: 3, judgeReach: false, sabotage: keepingSteps }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SimulatorFault);
  expect(String(error)).toMatch(
    /^SimulatorFault: [^\n.]+\. This is a fault of restate-sim, not of your services; please report it\.$/,
  );
});

it('the same world without the fault has a verdict', async () => {
  const { verdict } = await campaign(world, { seed: 1, runs: 3, judgeReach: false });
  expect(verdict).toBe('held');
});
