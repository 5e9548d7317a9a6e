/**
 * Goal: a shrunk finding is minimal. Method: definitions with a planted bug are searched until one breaks;
 * then every part that the shrunk plan still has is taken away in turn, and the same finding must be gone.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultName, faultsOf, shows, type Fault } from '../../sim/search/record/fault.ts';
import { drawnPlanOf } from '../../sim/search/plan/plan-arbitrary.ts';
import { planOfRun } from '../../sim/search/plan/plan-of-run.ts';
import { partsOf, without } from '../../sim/search/plan/plan-parts.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { shrink, type Shrunk } from '../../sim/search/shrink/shrink.ts';
import type { Plan } from '../../sim/simulation/faults/plan.ts';
import { scenario, type Scenario } from '../../sim/simulation/scenario/scenario.ts';
import { depth } from '../harness/depth.ts';
import { BROKEN } from './broken-scenarios.ts';

interface Found {
  readonly runner: Runner;
  readonly fault: Fault;
  readonly before: Plan;
  readonly shrunk: Shrunk;
}

const known = new Map<Scenario, Promise<Found>>();

/** The first finding of a scenario, shrunk; searched for once. */
function found(scenario: Scenario): Promise<Found> {
  let finding = known.get(scenario);
  if (finding === undefined) known.set(scenario, (finding = find(scenario)));
  return finding;
}

async function find(scenario: Scenario): Promise<Found> {
  const runner = new Runner(scenario);
  for (const plan of fc.sample(drawnPlanOf(scenario), { seed: 5, numRuns: 800 })) {
    const [fault] = faultsOf(await runner.run(plan));
    if (fault === undefined) continue;
    const planned = await planOfRun(runner, await runner.record(plan), (result) => shows(result, fault));
    if (planned === undefined) throw new Error(`The run of ${faultName(fault)} cannot be repeated as a plan.`);
    return { runner, fault, before: planned.plan, shrunk: await shrink(runner, planned.plan, fault) };
  }
  throw new Error(`Nothing was found in "${scenario.name}".`);
}

const broken = Object.entries(BROKEN);
/** Every other scenario in `npm test`. */
const searched = depth({ slice: broken.filter((_, index) => index % 2 === 0), deep: broken });

describe.each(searched)('the finding in %s', (_name, scenario) => {
  it('still breaks the same invariant, in the same handler, in the same way', async () => {
    const { runner, fault, shrunk } = await found(scenario);
    expect(shows(await runner.run(shrunk.plan), fault)).toBe(true);
  });

  it('needs each of its operations, troubles, holds and choices', async () => {
    const { runner, fault, shrunk } = await found(scenario);
    expect(shrunk.minimal).toBe(true);
    for (const part of partsOf(shrunk.plan)) {
      const smaller = without(shrunk.plan, [part]);
      if (smaller.operations.length > 0) expect(shows(await runner.run(smaller), fault)).toBe(false);
    }
  });

  it('shrinks once more to itself', async () => {
    const { runner, fault, shrunk } = await found(scenario);
    const again = await shrink(runner, shrunk.plan, fault);
    expect(again.plan).toEqual(shrunk.plan);
  });

  it('is small, and took less than 2,000 runs', async () => {
    const { before, shrunk } = await found(scenario);
    expect(shrunk.runs).toBeLessThan(2_000);
    expect(partsOf(shrunk.plan).length).toBeLessThanOrEqual(Math.min(8, partsOf(before).length));
  });
});

describe('a lost connection that only moves a later one to another attempt', () => {
  const stamps = scenario('stamps', {
    services: [
      restate.object({
        name: 'Stamp',
        handlers: {
          // oxlint-disable-next-line no-restricted-globals -- the planted bug
          set: (ctx: restate.ObjectContext): Promise<void> => Promise.resolve(ctx.set('at', Date.now())),
        },
      }),
    ],
    operations: () => [fc.constant({ kind: 'call', service: 'Stamp', key: 'k', handler: 'set' })],
  });

  it('is removed, and the later one occurs one attempt earlier', async () => {
    const lost = (attempt: number, phase: 'before' | 'after') =>
      ({ kind: 'crash', scope: 'connection', path: '', attempt, entry: 1, phase }) as const;
    const [drawn] = fc.sample(drawnPlanOf(stamps), { seed: 1, numRuns: 1 });
    const [operation] = drawn?.operations ?? [];
    if (drawn === undefined || operation === undefined) throw new Error('No plan was drawn.');
    const operations = [operation.with({ troubles: [lost(1, 'before'), lost(2, 'after')] })];
    const runner = new Runner(stamps);
    const plan = { ...drawn, operations, world: [], holds: [], choices: {} };
    const [fault] = faultsOf(await runner.run(plan));
    if (fault === undefined) throw new Error('The plan shows no finding.');
    const shrunk = await shrink(runner, plan, fault);
    expect(shrunk.plan.operations.map(({ troubles }) => troubles)).toEqual([[lost(1, 'after')]]);
  });
});
