/**
 * Goal: a finding in which time passes early shows no longer a wait than it needs. Method: a handler that is late as soon as a
 * second passes between two of its steps, in a run that lets a month pass.
 */
import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { faultsOf } from '../../sim/search/record/fault.ts';
import { drawnPlan } from '../../sim/search/plan/drawn-operation.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { shrink } from '../../sim/search/shrink/shrink.ts';
import type { Plan } from '../../sim/simulation/faults/plan.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';

const MONTH_MS = 30 * 86_400_000;

const lease = restate.service({
  name: 'Lease',
  handlers: {
    hold: async (ctx: restate.Context): Promise<void> => {
      const month = ctx.sleep(MONTH_MS);
      await ctx.run('take', () => undefined);
      const second = ctx.sleep(1_000);
      await ctx.run('use', () => undefined);
      await restate.RestatePromise.race([month, second]);
    },
  },
});

const inTime: Invariant = {
  name: 'a lease is used within a second',
  watch: () => {
    let takenAtMs: number | undefined;
    return {
      see: (event) => {
        if (event.type !== 'run started' && event.type !== 'appended') return undefined;
        if (event.type === 'run started' && event.name === 'take') takenAtMs = event.atMs;
        const isUsed = event.type === 'appended' && event.command.type === 'Run' && event.command.name === 'use';
        return isUsed && event.atMs - (takenAtMs ?? event.atMs) >= 1_000
          ? { message: 'It is used late.', events: [event.seq] }
          : undefined;
      },
      exercised: () => 1,
    };
  },
};

const leases = scenario('leases', {
  services: [lease],
  operations: ({ call }) => [call(lease, 'hold', { input: undefined })],
  invariants: [inTime],
});

const PLAN: Plan = {
  version: 1,
  scenario: leases.name,
  seed: 0,
  operations: [{ id: 'a', client: 'client 1', kind: 'call', service: 'Lease', handler: 'hold', troubles: [] }],
  world: [],
  holds: [],
  choices: { 'time a#1:run 2 take': 1 },
};

it('lets a second pass where a month passed before', async () => {
  // Without a timeout that comes sooner, the month is the next deadline until the second begins.
  const runner = new Runner(leases, { serverOptions: { inactivityTimeoutMs: Infinity } });
  const before = await runner.run(PLAN);
  const [fault] = faultsOf(before);
  expect(fault?.invariant).toBe(inTime.name);
  expect(before.virtualMs).toBeGreaterThanOrEqual(MONTH_MS);
  if (fault === undefined) return;
  const { plan, minimal } = await shrink(runner, drawnPlan(PLAN), fault);
  const after = await runner.run(plan);
  expect(faultsOf(after).map(({ invariant }) => invariant)).toEqual([inTime.name]);
  expect(after.virtualMs).toBeLessThanOrEqual(1_000);
  expect(minimal).toBe(true);
});
