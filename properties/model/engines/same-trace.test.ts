/**
 * The engines `fake` and `sdk` are two ways to run the same code: on the same plan they leave the same trace, event for
 * event. Every scenario is tried with random plans, troubles included; the SDK is entered both ways.
 */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALL } from '../../../scenarios/index.ts';
import { FakeEngine } from '../../../sim/attempt/fake/engine.ts';
import { loadSdkEngine } from '../../../sim/attempt/sdk/engine.ts';
import { planOf } from '../../../sim/search/plan/plan-arbitrary.ts';
import { depth } from '../../harness/depth.ts';
import { compare, type Pair } from './compare.ts';

const SEED = 42;

describe.each([
  { entry: 'internal' as const, plans: depth({ slice: 5, deep: 60 }) },
  { entry: 'public' as const, plans: depth({ slice: 2, deep: 20 }) },
])('a plan on the engines fake and sdk ($entry entry)', ({ entry, plans }) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = { fake: new FakeEngine(), sdk: await loadSdkEngine(entry) };
  });

  it('enters the SDK as asked', async () => {
    expect((await loadSdkEngine(entry)).entry).toBe(entry);
  });

  it.each(ALL.map((scenario) => [scenario.name, scenario] as const))('gives one trace: %s', async (_name, scenario) => {
    for (const [index, plan] of fc.sample(planOf(scenario), { seed: SEED, numRuns: plans }).entries()) {
      const { difference } = await compare(pair, scenario, plan);
      expect(difference, `plan ${index} of seed ${SEED}`).toBeUndefined();
    }
  });
});
