/**
 * Goal: a model of deployments that is wrong would be noticed. Method: each rule is broken once, and the claim about it must
 * fail then; on the right model all claims hold, on both engines. The default campaign deploys nothing, so these variants are
 * not in the table of the others.
 */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../sim/attempt/attempt.ts';
import { FakeEngine } from '../../../../sim/attempt/fake/engine.ts';
import { loadSdkEngine } from '../../../../sim/attempt/sdk/engine.ts';
import { Upgrade } from '../../../../sim/simulation/run/testing/versions.ts';
import type { Mutant } from '../mutant.ts';
import { deploymentMutants } from './broken-rules.ts';
import { claims } from './claims.ts';

const engines = [new FakeEngine(), await loadSdkEngine()].map((engine) => ({ engine, name: engine.name }));

async function outcome(claim: string, engine: Engine, mutant?: Mutant): Promise<unknown> {
  await using world = new Upgrade({ engine });
  mutant?.(world.sim.server);
  return await claims[claim]?.run(world);
}

describe.each(engines)('on the right model ($name)', ({ engine }) => {
  it.each(Object.keys(claims))('%s', async (claim) => {
    expect(await outcome(claim, engine)).toEqual(claims[claim]?.expected);
  });
});

describe('a claim notices that', () => {
  it.each(Object.entries(deploymentMutants))('%s', async (_, mutant) => {
    const broken: string[] = [];
    for (const [claim, { expected }] of Object.entries(claims)) {
      const found = await outcome(claim, new FakeEngine(), mutant);
      if (!isDeepStrictEqual(found, expected)) broken.push(claim);
    }
    expect(broken).not.toEqual([]);
  });

  it('and each claim is the one that notices some of them', async () => {
    const silent = new Set(Object.keys(claims));
    for (const mutant of Object.values(deploymentMutants)) {
      for (const claim of silent) {
        const found = await outcome(claim, new FakeEngine(), mutant);
        if (!isDeepStrictEqual(found, claims[claim]?.expected)) silent.delete(claim);
      }
    }
    expect([...silent]).toEqual([]);
  });
});
