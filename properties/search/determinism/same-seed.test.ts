/**
 * Goal: a run is a function of its seed. Method: every scenario is searched twice in one process and once with another seed,
 * and the hashes of pinned seeds are compared with those of the last commit.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL } from '../../../scenarios/index.ts';
import { EPOCH_MS } from '../../../sim/core/clock.ts';
import { isoTime } from '../../../sim/core/iso-time.ts';
import { depth, itInDepth } from '../../harness/depth.ts';
import { search } from '../../harness/search.ts';
import { hashesOf, SEEDS, type Hashes } from './hashes.ts';

// A search takes about a second on a quiet machine.
const RUNS = depth({ slice: 2, deep: 120 });
const pins = JSON.parse(readFileSync(new URL('pins.json', import.meta.url), 'utf8')) as Hashes;

describe.each(ALL.map((scenario) => [scenario.name, scenario] as const))('the scenario "%s"', (_name, scenario) => {
  it('gives the same result for the same seed', async () => {
    const first = await search(scenario, { runs: RUNS, judgeReach: false });
    const second = await search(scenario, { runs: RUNS, judgeReach: false });
    expect(second).toEqual(first);
  });

  // In the slice one in four stands for all.
  const itForSome = ALL.indexOf(scenario) % 4 === 0 ? it : itInDepth;
  itForSome('gives another trace for another seed', async () => {
    const hashes = [];
    for (const seed of depth({ slice: [42, 43], deep: [42, 43, 44] }))
      hashes.push((await search(scenario, { seed, runs: depth({ slice: 3, deep: 10 }), judgeReach: false })).traceHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

// Seeds in bug reports become useless when the order of choices changes, so the change must be noticed.
it('gives the pinned hash for each pinned seed', async () => {
  const otherwise = 'the order of choices has changed; if that is meant: node properties/search/determinism/pin.ts';
  const seeds = depth({ slice: [42], deep: SEEDS });
  const wanted = Object.fromEntries(seeds.map((seed) => [seed, pins[seed]]));
  expect({ hashes: await hashesOf(ALL, seeds), otherwise }).toEqual({ hashes: wanted, otherwise });
});

it('starts every run at the same virtual time', () => {
  expect(isoTime(EPOCH_MS)).toBe('2026-01-01T00:00:00.000Z');
});
