/**
 * Goal: a run is a function of its seed. Method: every scenario is searched twice in one process, and once with another seed.
 */
import { describe, expect, it, vi } from 'vitest';
import { ALL } from '../../scenarios/index.ts';
import { depth } from '../harness/depth.ts';
import { search } from '../harness/search.ts';

// A search takes about a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

const RUNS = depth({ slice: 2, deep: 300 });

describe.each(ALL.map((scenario) => [scenario.name, scenario] as const))('the scenario "%s"', (_name, scenario) => {
  it('gives the same result for the same seed', async () => {
    const first = await search(scenario, { runs: RUNS, judgeReach: false });
    const second = await search(scenario, { runs: RUNS, judgeReach: false });
    expect(second).toEqual(first);
  });

  it('gives another trace for another seed', async () => {
    const hashes = [];
    for (const seed of depth({ slice: [42, 43], deep: [42, 43, 44] }))
      hashes.push((await search(scenario, { seed, runs: depth({ slice: 3, deep: 10 }), judgeReach: false })).traceHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
