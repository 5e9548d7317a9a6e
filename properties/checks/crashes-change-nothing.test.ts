/**
 * Goal: a crash that changes the outcome is distinguished from one that does not. Method: an order with a crash after the charge
 * has happened and before it is stored, and the same order without the crash.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { crashesChangeNothing } from '../../sim/checks/crash-equivalence.ts';
import { quiet } from '../../sim/core/choices.ts';
import { crashFree } from '../../sim/simulation/faults/crash-free.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { ScenarioResult } from '../../sim/search/campaign/types.ts';
import type { Strategy } from '../../sim/search/campaign/run-source.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import type { Plan } from '../../sim/simulation/faults/plan.ts';
import { runPlan, type InvariantResult } from '../../sim/simulation/run/run-plan.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import { ask, planned, worldOf } from './build.ts';

/** @param keyed whether the charge has an idempotency key that is the same in every attempt */
const shop = (keyed: boolean): ReturnType<typeof worldOf> =>
  worldOf([ask('Shop', undefined, 'order')], {
    effects: {
      charge: effect({
        state: () => new Set<string>(),
        apply: (charges: Set<string>, key: string) => charges.add(key).size,
      }),
    },
    services: ({ charge }) => [
      restate.service({
        name: 'Shop',
        handlers: {
          order: async (ctx: restate.Context): Promise<void> => {
            let attempt = 0;
            await ctx.run('charge', () => charge(keyed ? 'order 1' : `try ${String(Math.random())} ${++attempt}`));
          },
        },
      }),
    ],
    observe: ({ view }) => (view.effect('charge') as Set<string>).size,
    // A charge that fails may have been made all the same: then two are no wonder, crash or not.
    faults: { effects: false },
    maxOperations: 1,
    clients: 1,
  });

const crashed: Plan = {
  version: 1,
  scenario: 'a world',
  seed: 1,
  operations: planned({
    ...ask('Shop', undefined, 'order'),
    troubles: [{ kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 1, phase: 'inside' }],
  }),
  world: [],
  holds: [],
  choices: {},
};

async function compared(keyed: boolean): Promise<ReturnType<typeof crashesChangeNothing>> {
  const scenario = shop(keyed);
  const run = await runPlan(scenario, crashed, { decider: quiet });
  const without = await runPlan(scenario, crashFree(crashed), { decider: quiet });
  const troubles = run.events.flatMap(({ type, seq }) => (type === 'trouble' ? [seq] : []));
  expect(troubles.length).toBe(1);
  return crashesChangeNothing(run.observed, { observed: [without.observed], complete: true }, troubles);
}

describe('a crash after a charge that is not stored yet', () => {
  it('changes the outcome when the charge is made again', async () => {
    expect((await compared(false))?.message).toContain(
      'the run ended in 2, but the same operations without crashes end in 1',
    );
  });

  it('changes nothing when the charge has a key', async () => {
    expect(await compared(true)).toBeUndefined();
  });
});

describe('a campaign over orders that crash', () => {
  const search = (keyed: boolean, strategy: Strategy): Promise<ScenarioResult> =>
    campaign(shop(keyed), { seed: 7, runs: 60, strategy, judgeReach: true });
  const standing = ({ invariants }: ScenarioResult): unknown =>
    invariants.find(({ name }) => name === 'crashes change nothing');

  it.each(['crashes', 'random', 'mix'] as const)('finds the second charge, by %s', async (strategy) => {
    const { findings } = await search(false, strategy);
    expect(findings.map(({ invariant }) => invariant)).toContain('crashes change nothing');
    const finding = findings.find(({ invariant }) => invariant === 'crashes change nothing');
    expect(finding?.message).toContain('but the same operations without crashes end in 1. All such runs were made.');
    expect(finding?.handler).toBe('Shop/order');
    const { operations = [], world = [] } = finding?.plan ?? {};
    expect([...world, ...operations.flatMap(({ troubles }) => troubles)].length).toBe(1);
  });

  it('holds when the charge has a key, and has looked at crashes', async () => {
    const result = await search(true, 'crashes');
    expect(result.verdict).toBe('held');
    expect(standing(result)).toMatchObject({ verdict: 'held', exercised: expect.any(Number) as number });
    expect((standing(result) as { exercised: number }).exercised).toBeGreaterThan(5);
  });

  it('says so when no crash was ever looked at', async () => {
    const calm = { ...shop(true), faults: { ...shop(true).faults, troubles: 0, serverRestarts: false } };
    const result = await campaign(calm, { seed: 7, runs: 20, strategy: 'random', judgeReach: true });
    expect(standing(result)).toEqual({ name: 'crashes change nothing', verdict: 'not exercised', exercised: 0 });
  });
});

describe('a run that is compared', () => {
  const judged = async (scenario: Scenario, plan: Plan): Promise<InvariantResult | undefined> =>
    (await new Runner(scenario).run(plan)).invariants.find(({ name }) => name === 'crashes change nothing');

  it('is not one in which an operator kills or cancels: that is meant to change the outcome', async () => {
    const killed = (kind: 'kill' | 'cancel'): Plan => ({
      ...crashed,
      operations: planned({
        ...ask('Shop', undefined, 'order'),
        troubles: [{ kind, path: '', attempt: 1, entry: 1, phase: 'before' }],
      }),
    });
    expect(await judged(shop(true), killed('kill'))).toBeUndefined();
    expect(await judged(shop(true), killed('cancel'))).toBeUndefined();
    expect((await judged(shop(false), crashed))?.breach).toBeDefined();
  });
});
