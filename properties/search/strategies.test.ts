/**
 * Goal: strategies differ in what they are good at, and none depends on anything but the plan. Method: the same plan twice;
 * orders that a strategy must reach; and crashes, every one of them.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL } from '../../scenarios/index.ts';
import { shoppingCartScenario } from '../../scenarios/shopping-cart.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { canonicalHash } from '../../sim/search/record/canonical-order.ts';
import { drawnPlan } from '../../sim/search/plan/drawn-operation.ts';
import { planOf } from '../../sim/search/plan/plan-arbitrary.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { DEFAULT_BOUNDS } from '../../sim/search/exhaustive/bounds.ts';
import { ALL_STRATEGIES, sourceOf } from '../../sim/search/campaign/run-source.ts';
import { crashedAt, crashLater, crashPositions } from '../../sim/search/strategies/crash-positions.ts';
import { withoutStrategy } from '../../sim/simulation/faults/plan.ts';
import { depth } from '../harness/depth.ts';
import { BROKEN } from './broken-scenarios.ts';
import { on, tinyPlan, tinyScenario } from './small-worlds.ts';
import { STRATEGIES } from './generator-strategies.ts';

describe.each(STRATEGIES)('the strategy %s', (name) => {
  it('makes the same run of the same plan', async () => {
    for (const scenario of ALL) {
      const runner = new Runner(scenario);
      for (const plan of fc.sample(planOf(scenario, { strategies: [name] }), {
        seed: 4,
        numRuns: depth({ slice: 1, deep: 25 }),
      })) {
        expect((await runner.run(plan)).hash).toBe((await runner.run(plan)).hash);
      }
    }
  });

  it('comes by all four orders of two that count', async () => {
    const runner = new Runner(tinyScenario);
    const worlds = new Set<string>();
    for (let dice = 0; dice < 150; dice++) {
      const plan = { ...tinyPlan(on('x', 'bump'), on('x', 'bump')), strategy: { name, dice, troubles: 0 } };
      const { record, result } = await runner.record(plan);
      worlds.add(canonicalHash(record.steps, result.events));
    }
    expect(worlds.size).toBeGreaterThanOrEqual(4);
  });
});

describe('the enumeration of crashes', () => {
  const plan = withoutStrategy(tinyPlan(on('x', 'bump')));

  it('has every place before, inside and after an entry, each for the process and for the connection', async () => {
    const runner = new Runner(tinyScenario);
    const positions = await crashPositions(runner, plan);
    const places = positions.map(({ point, scope }) => `${scope} ${point.attempt}@${point.entry}:${point.phase}`);
    const entries = [1, 2, 3].flatMap((entry) => [`1@${entry}:before`, `1@${entry}:after`]);
    expect(places).toEqual([
      ...entries.map((place) => `process ${place}`),
      ...entries.map((place) => `connection ${place}`),
    ]);
    const writes = await crashPositions(runner, tinyPlan(on('x', 'write')));
    expect(writes.map(({ point }) => point.phase)).toContain('inside');
  });

  it('goes on with the places that only a first crash makes possible', async () => {
    const runner = new Runner(tinyScenario);
    const [first] = await crashPositions(runner, plan);
    expect(first).toBeDefined();
    if (first === undefined) return;
    const later = await crashLater(runner, crashedAt(drawnPlan(plan), first), first);
    expect(later.map(({ point }) => point.attempt)).toContain(2);
  });

  it.each(depth({ slice: [1], deep: [1, 2, 3, 4, 5, 6] }))(
    'finds what a crash between an effect and its result does, with seed %i',
    async (seed) => {
      const broken = BROKEN['a cart that pays without a key'] ?? shoppingCartScenario;
      const options = { seed, runs: 3_000, strategy: 'crashes', judgeReach: false, shrink: false } as const;
      const { findings } = await campaign(broken, options);
      expect(findings[0]).toMatchObject({ invariant: 'an order is charged at most once', strategy: 'crashes' });
    },
  );

  it('tries pairs of crashes from all over a run, and others in the next round', async () => {
    // With this seed the plans have several requests; a plan with one has hardly any pairs.
    const source = sourceOf('crashes', new Runner(shoppingCartScenario), 7, DEFAULT_BOUNDS);
    // The fourth unit and the eighth are about pairs, of two plans.
    for (const unit of [3, 7]) {
      const firsts = new Set<string>();
      let runs = 0;
      for await (const { again } of source.unit(unit)) {
        const { plan } = await again();
        const crashes = plan.operations.flatMap(({ id, troubles }) => troubles.map((trouble) => ({ id, ...trouble })));
        expect(crashes.filter(({ kind }) => kind === 'crash')).toHaveLength(2);
        firsts.add(JSON.stringify(crashes[0]));
        runs++;
      }
      expect(runs).toBeLessThanOrEqual(60);
      expect(firsts.size).toBeGreaterThanOrEqual(5);
    }
  });
});

describe('a campaign', () => {
  it.each(ALL_STRATEGIES)('says what %s has brought', async (strategy) => {
    const { strategies, runs, explored } = await campaign(tinyScenario, {
      seed: 2,
      runs: 20,
      strategy,
      judgeReach: false,
    });
    expect(strategies.reduce((sum, brought) => sum + brought.runs, 0)).toBe(runs);
    expect(runs).toBe(20);
    const names = strategies.map(({ name }) => name);
    if (strategy === 'mix') expect(names).toContain('crashes');
    else expect(names).toEqual([strategy]);
    expect(explored?.words.includes('inequivalent executions')).toBe(strategy === 'exhaustive' ? true : undefined);
  });

  it('takes turns: one crash for each generated run', async () => {
    const { strategies } = await campaign(shoppingCartScenario, { seed: 2, runs: 120, judgeReach: false });
    expect(strategies.find(({ name }) => name === 'crashes')?.runs).toBe(60);
    expect(strategies.map(({ name }) => name).toSorted()).toEqual([...STRATEGIES, 'crashes'].toSorted());
  });

  it('lists first what was never reached', async () => {
    const { coverage } = await campaign(tinyScenario, { seed: 2, runs: 4, strategy: 'random', judgeReach: false });
    expect(coverage.never).toContain('no timer fired');
    expect(Object.keys(coverage.counts)).toContain('handler Free/nothing');
    expect(Object.keys(coverage.counts)).toEqual(Object.keys(coverage.counts).toSorted());
  });
});
