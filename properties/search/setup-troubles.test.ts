/**
 * Goal: what goes wrong in work that the set-up of a scenario has left under way is part of the plan, too. Method: the
 * set-up sends a message that posts a parcel outside of `ctx.run`; only a trouble of that message posts it twice.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultName, faultsOf, shows, type Fault } from '../../sim/search/record/fault.ts';
import { drawnPlanOf } from '../../sim/search/plan/plan-arbitrary.ts';
import type { DrawnPlan } from '../../sim/search/plan/drawn-operation.ts';
import { planOfRun } from '../../sim/search/plan/plan-of-run.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import type { RecordedRun } from '../../sim/search/record/plan-runner.ts';
import { shrink } from '../../sim/search/shrink/shrink.ts';
import { crashedAt, crashPositions } from '../../sim/search/strategies/crash-positions.ts';
import { effect, type EffectCall } from '../../sim/simulation/scenario/effect.ts';
import { withoutStrategy, type Plan } from '../../sim/simulation/faults/plan.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';

const post = effect({ state: () => ({ parcels: 0 }), apply: (state, _parcel: string) => ++state.parcels });

type Courier = ReturnType<typeof courier>;
const courier = (send: EffectCall<typeof post>) =>
  restate.object({
    name: 'Courier',
    handlers: {
      book: async (ctx: restate.ObjectContext): Promise<void> => {
        ctx.objectSendClient<Courier>({ name: 'Courier' }, `${ctx.key}'s parcel`).deliver();
      },
      deliver: async (ctx: restate.ObjectContext): Promise<void> => {
        await send(ctx.key);
        ctx.set('delivered', true);
      },
      look: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext) => ctx.get<boolean>('delivered')),
    },
  });

const parcels = scenario('parcels', {
  services: ({ post: send }) => [courier(send)],
  effects: { post },
  setup: [{ kind: 'call', service: 'Courier', handler: 'book', key: 'ann' }],
  operations: ({ call }) => [
    call(
      courier(async () => 0),
      'look',
      { key: 'ann' },
    ),
  ],
});

const runner = new Runner(parcels);

/** Runs in which the parcel of the set-up is posted twice. */
async function twice(): Promise<readonly { readonly run: RecordedRun<DrawnPlan>; readonly fault: Fault }[]> {
  const found = [];
  for (const plan of fc.sample(drawnPlanOf(parcels), { seed: 3, numRuns: 200 })) {
    const run = await runner.record(plan);
    const [fault] = faultsOf(run.result);
    if (fault !== undefined) found.push({ run, fault });
  }
  return found;
}

describe('a trouble in what the set-up has left under way', () => {
  it('stands in the plan that is made of the run', async () => {
    const found = await twice();
    expect(found.length).toBeGreaterThan(5);
    for (const { run, fault } of found) {
      expect(faultName(fault)).toContain('effects happen as promised');
      const planned = await planOfRun(runner, run, (result) => shows(result, fault));
      expect(planned?.plan.strategy).toBeUndefined();
      expect(planned && shows(planned.result, fault)).toBe(true);
    }
  });

  it('is what is left of a process that died', async () => {
    const died = (await twice()).filter(({ run }) => run.plan.world.some(({ kind }) => kind === 'process crash'));
    const left: Plan[] = [];
    for (const { run, fault } of died) {
      const planned = await planOfRun(runner, run, (result) => shows(result, fault));
      if (planned === undefined || planned.plan.world.length === 0) continue;
      left.push((await shrink(runner, planned.plan, fault)).plan);
    }
    expect(left.length).toBeGreaterThan(0);
    for (const { world, choices } of left) {
      const trouble = expect.stringMatching(/^trouble setup1\/1#1@\d:/);
      expect({ world, choices: Object.keys(choices) }).toEqual({ world: [], choices: [trouble] });
    }
  });

  it('is among the crashes that are enumerated, and each falls where it is meant to', async () => {
    const [plan = missing()] = fc.sample(drawnPlanOf(parcels), { seed: 3, numRuns: 1 });
    const quiet = { ...withoutStrategy(plan), world: [] };
    const positions = await crashPositions(runner, quiet);
    const own = positions.filter(({ point }) => point.invocation === 'setup1/1');
    expect(own.length).toBeGreaterThanOrEqual(8);
    for (const position of own) {
      const { events } = await runner.run(crashedAt(quiet, position));
      const injected = events.flatMap((event) => (event.type === 'trouble' ? [`${event.trouble} ${event.point}`] : []));
      const { invocation, attempt, entry, phase } = position.point;
      expect(injected).toEqual([`${position.scope} ${invocation}#${attempt}@${entry}:${phase}`]);
    }
  });
});

function missing(): never {
  throw new Error('nothing was found');
}
