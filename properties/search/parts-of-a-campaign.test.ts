/**
 * Goal: what the parts of a campaign come to, added up in order, is what the whole comes to, however it was split; and a late part
 * costs no more than an early one. Method: the sums of real runs, split at places that fast-check draws.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankScenario } from '../../scenarios/bank-account.ts';
import { RunSums } from '../../sim/search/campaign/run-sums.ts';
import { RunsHash } from '../../sim/search/campaign/runs-hash.ts';
import { sourceOf } from '../../sim/search/campaign/run-source.ts';
import { Summarizer } from '../../sim/search/campaign/tally.ts';
import type { RunSummary } from '../../sim/search/campaign/types.ts';
import { DEFAULT_BOUNDS } from '../../sim/search/exhaustive/bounds.ts';
import { Runner } from '../../sim/search/run/runner.ts';

const UNITS = 12;

/** @returns the summaries of each unit, as a process makes them that knows nothing of the other units */
async function summaries(): Promise<readonly (readonly RunSummary[])[]> {
  const source = sourceOf('mix', new Runner(bankScenario), 7, DEFAULT_BOUNDS);
  const units: RunSummary[][] = [];
  for (let unit = 0; unit < UNITS; unit++) {
    const summarizer = new Summarizer(bankScenario);
    const runs: RunSummary[] = [];
    for await (const tried of source.unit(unit)) runs.push(summarizer.of(tried));
    units.push(runs);
  }
  return units;
}

function sumsOf(runs: readonly RunSummary[]): RunSums {
  const sums = new RunSums(bankScenario.allow);
  for (const run of runs) sums.add(run);
  return sums;
}

describe('sums of runs', () => {
  it('do not depend on how the runs were split, or in which order the parts were joined', async () => {
    const runs = (await summaries()).flat();
    const whole = sumsOf(runs);
    const places = fc.array(fc.nat(runs.length), { maxLength: 6 });
    fc.assert(
      fc.property(places, fc.boolean(), (drawn, fromTheEnd) => {
        const cuts = [0, ...drawn.toSorted((a, b) => a - b), runs.length];
        let parts = cuts.slice(1).map((to, index) => sumsOf(runs.slice(cuts[index], to)).data());
        while (parts.length > 1) {
          const at = fromTheEnd ? parts.length - 2 : 0;
          const joined = new RunSums(bankScenario.allow);
          // What is sent is JSON.
          for (const part of parts.slice(at, at + 2)) joined.append(JSON.parse(JSON.stringify(part)) as typeof part);
          parts = [...parts.slice(0, at), joined.data(), ...parts.slice(at + 2)];
        }
        expect(parts[0]).toEqual(whole.data());
      }),
      { seed: 1, numRuns: 60 },
    );
    expect(whole.runs).toBe(runs.length);
    expect(whole.coverage.size).toBeGreaterThan(20);
  });
});

describe('the hash of runs', () => {
  const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => value.toString(16).padStart(16, '0'));
  const of = (hashes: readonly string[]): RunsHash => {
    const made = new RunsHash();
    for (const each of hashes) made.add(each);
    return made;
  };

  it('of a whole follows from those of its parts', () => {
    fc.assert(
      fc.property(fc.array(hash), fc.array(hash), (first, second) => {
        const joined = of(first);
        joined.append(of(second).hex(), second.length);
        expect(joined.hex()).toBe(of([...first, ...second]).hex());
      }),
      { seed: 1 },
    );
  });

  it('depends on the order, and on each run', () => {
    const [a, b] = ['0000000000000001', '0000000000000002'];
    const all = [[], [a], [b], [a, b], [b, a], [a, a], [b, b]].map((hashes) => of(hashes).hex());
    expect(new Set(all).size).toBe(all.length);
  });
});

it('a late unit takes about as many runs as an early one', async () => {
  const runsOf = async (unit: number): Promise<number> => {
    const runner = new Runner(bankScenario);
    const source = sourceOf('mix', runner, 7, DEFAULT_BOUNDS);
    for await (const _tried of source.unit(unit)) continue;
    return runner.runs;
  };
  const [early, late] = [await runsOf(0), await runsOf(512 * 1_000_000_000 + 1)];
  expect(late).toBeLessThanOrEqual(early + 2);
});
