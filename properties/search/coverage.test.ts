/**
 * Goal: a campaign reports what its runs have reached, and first what none of them has. Method: for each counted item, a campaign
 * that must reach it, with any strategy; one that cannot, and must report that; and all outputs.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everythingScenario } from '../../scenarios/everything-a-handler-can-do.ts';
import { coverageGroups } from '../../reports/data/coverage.ts';
import { millisIn } from '../../sim/core/duration-text.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { ScenarioResult } from '../../sim/search/campaign/types.ts';
import type { Strategy } from '../../sim/search/campaign/run-source.ts';
import { depth, itInDepth } from '../harness/depth.ts';
import type { Ended } from '../harness/command.ts';
import { run } from './command.ts';
import { tinyScenario } from './small-worlds.ts';

function search(strategy: Strategy, runs: number, scenario = everythingScenario): Promise<ScenarioResult> {
  return campaign(scenario, { seed: 42, runs, strategy, judgeReach: false });
}

describe('what a campaign has reached', () => {
  let counts: Readonly<Record<string, number>> = {};
  beforeAll(async () => {
    ({ counts } = (await search('mix', 200)).coverage);
  });

  it.each([
    ['an entry of each kind', /^entry (Run|Sleep|GetLazyState|Call|OneWayCall)$/, 5],
    ['crashes before entries of a kind', /^crash before \w+$/, 5],
    ['crashes between the work and the result of a run', /^crash inside Run$/, 1],
    ['crashes after entries of a kind', /^crash after \w+$/, 5],
    [
      'conflicting steps of two invocations in both orders',
      /^pair (GetPromise > CompletePromise|CompletePromise > GetPromise) on promise$/,
      2,
    ],
    ['conflicts about a lock', /^pair .+ > .+ on lock$/, 2],
    ['conflicts about the journal of another', /^pair .+ > .+ on journal$/, 1],
    ['how many were under way on one key', /^overlap [12]$/, 2],
    ['replays', /^happened replay$/, 1],
    ['suspensions', /^happened suspension$/, 1],
    ['retries', /^happened retry$/, 1],
    ['timers', /^happened timer$/, 1],
    ['waits for a lock', /^happened lock wait$/, 1],
    ['handlers', /^handler \w+\/\w+$/, 20],
    ['outcomes that went well', /^outcome \w+\/\w+ ok$/, 2],
    ['outcomes that did not', /^outcome \w+\/\w+ \d{3}$/, 1],
  ])('counts %s', (_what, name, atLeast) => {
    const found = Object.entries(counts).filter(([counted]) => name.test(counted));
    expect(found.length).toBeGreaterThanOrEqual(atLeast);
    for (const [, times] of found) expect(times).toBeGreaterThan(0);
  });
});

describe('runs that are enumerated', () => {
  it.each(depth({ slice: ['crashes'], deep: ['crashes', 'exhaustive'] } as const))(
    'are counted as well: %s',
    async (strategy) => {
      const { coverage, runs } = await search(strategy, 400, tinyScenario);
      expect(coverage.counts['handler Free/nothing']).toBeGreaterThanOrEqual(runs);
      const crashed = Object.keys(coverage.counts).filter((name) => name.startsWith('crash '));
      expect(crashed).toEqual(['crash after Output', 'crash before Output']);
      expect(coverage.counts['happened retry']).toBeGreaterThan(0);
    },
  );
});

describe('what was never reached', () => {
  it('stands in words, each', async () => {
    const { coverage } = await search('random', 4, { ...tinyScenario, outcomes: { 'a payment happens': () => false } });
    for (const words of [
      'never reached: handler Tiny/bump',
      'never reached: outcome "a payment happens"',
      'no attempt was suspended',
      'no timer fired',
      'no invocation waited for a lock',
      'no two invocations of one key were in flight at the same time',
    ]) {
      expect(coverage.never).toContain(words);
    }
  });

  it('names the order of two steps that was never seen, and where no crash fell', async () => {
    const { coverage } = await search('random', 40);
    expect(coverage.never).toContainEqual(expect.stringMatching(/^never ".+" before ".+" on one \w+$/));
    expect(coverage.never).toContainEqual(expect.stringMatching(/^no crash fell (before|after) a \w+$/));
  });
});

describe('a campaign with a budget of time', () => {
  const args = ['--scenario', '*fine', '--seed', '1', '--time', '3s'];

  itInDepth('uses all of it, though nothing new is reached any more', async () => {
    const { out } = await run('.', '--scenario', '*fine', '--seed', '1', '--time', '1s');
    expect(millisIn(/of virtual time in (.*)/.exec(out)?.[1] ?? '')).toBeGreaterThanOrEqual(1_000);
  });

  itInDepth(
    'ends early with --enough, after so many runs without anything new, with any number of workers',
    async () => {
      // By runs and not by time: how many runs fit into a time depends on the machine.
      const many = ['--scenario', '*fine', '--seed', '1', '--runs', '100000', '--enough', '40'];
      const { out } = await run('.', ...many);
      const runs = Number(/\((\d+) runs, /.exec(out)?.[1]);
      expect(runs).toBeGreaterThan(40);
      expect(runs).toBeLessThan(1_000);
      const together = await run('.', ...many, '--workers', '2');
      expect(together.out).toContain(`(${runs} runs, `);
    },
  );

  it('takes a positive number for --enough', async () => {
    const { status, error } = await run('.', ...args, '--enough', '0');
    expect(error.trim()).toBe('restate-sim: --enough takes an integer of at least 1, not 0.');
    expect(status).toBe(3);
  });
});

describe('the faces', () => {
  let folder = '';
  let ended: Ended;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
    const args = ['--scenario', 'bank account', '--seed', '1', '--runs', '20', '--verbose'];
    ended = await run(folder, ...args, '--json', 'result.json', '--report', 'report.html');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('print it as text, zeroes first', () => {
    const lines = ended.out.split('\n');
    const counted = lines.slice(lines.indexOf('  coverage:') + 1).filter((line) => /^ {4}[\d,]+× /.test(line));
    const zeroes = counted.findIndex((line) => !line.startsWith('    0× '));
    expect(zeroes).toBeGreaterThan(0);
    expect(counted.slice(zeroes).some((line) => line.startsWith('    0× '))).toBe(false);
    for (const word of ['crash', 'entry', 'handler', 'happened', 'outcome', 'overlap', 'pair']) {
      expect(counted.some((line) => line.includes(`× ${word} `))).toBe(true);
    }
  });

  it('write it as JSON', () => {
    const { scenarios } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as {
      readonly scenarios: readonly ScenarioResult[];
    };
    const coverage = scenarios[0]?.coverage;
    expect(coverage?.never.length).toBeGreaterThan(0);
    expect(Object.keys(coverage?.counts ?? {}).length).toBeGreaterThan(20);
  });

  it('show it on the page', () => {
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    const data = /<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    const { scenarios } = JSON.parse(data) as { readonly scenarios: readonly { readonly coverage: unknown }[] };
    const groups = ['what happened', 'crashes by journal entry', 'journal entries', 'handlers', 'outcomes'];
    for (const name of [...groups, expect.stringMatching(/^keys by/), expect.stringMatching(/^conflicting steps/)]) {
      expect(scenarios[0]?.coverage).toContainEqual(expect.objectContaining({ name }));
    }
  });

  it('give the page all groups, each with its zeroes first', () => {
    const counts = {
      'entry Run': 3,
      'crash before Run': 1,
      'happened replay': 2,
      'overlap 2': 1,
      'pair SetState > GetLazyState on state': 4,
      'handler Bank/pay': 2,
      'outcome Bank/pay 409': 1,
    };
    const groups = coverageGroups(counts, [], ['Bank/close', 'Bank/pay']);
    const items = Object.fromEntries(groups.map(({ name, items: all }) => [name, all]));
    expect(items['handlers']).toEqual([
      { name: 'Bank/close', count: 0, zero: 'Bank/close was never called' },
      { name: 'Bank/pay', count: 2, zero: 'Bank/pay was never called' },
    ]);
    expect(items['outcomes']).toMatchObject([{ name: 'Bank/pay 409', count: 1 }]);
    expect(items['conflicting steps of two invocations, by their order']).toMatchObject([
      { count: 0, zero: 'never "GetLazyState", then "SetState" on one state' },
      { count: 4, name: '"SetState", then "GetLazyState" on one state' },
    ]);
    expect(items['crashes by journal entry']).toMatchObject([{ count: 0 }, { count: 0 }, { count: 1 }]);
    expect(items['what happened']?.at(-1)).toMatchObject({ name: 'attempts that replayed a journal', count: 2 });
  });
});
