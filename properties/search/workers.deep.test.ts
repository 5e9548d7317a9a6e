/**
 * Goal: a campaign comes to the same result however many workers and shards do it, and ends as clearly when something goes
 * wrong in one of them. Method: do it, by function and by command, and compare.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankScenario } from '../../scenarios/bank-account.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { CampaignOptions, ScenarioResult } from '../../sim/search/campaign/types.ts';
import { ALL_STRATEGIES } from '../../sim/search/campaign/run-source.ts';
import { WorkerPool } from '../../sim/search/campaign/workers/worker-pool.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import { depth, itInDepth } from '../harness/depth.ts';
import type { Ended } from '../harness/command.ts';
import { run } from './command.ts';
import { scenarios } from './command-worlds.ts';

/** Two show what is different about several; one is that and a queue, four are more of the same. */
const COUNTS = depth({ slice: [2], deep: [1, 2, 4] });

const MODULE = new URL('command-worlds.ts', import.meta.url).href;
const [broken = bankScenario] = scenarios;

function search(scenario: Scenario, options: Partial<CampaignOptions> = {}): Promise<ScenarioResult> {
  return campaign(scenario, { seed: 42, runs: 60, judgeReach: true, ...options });
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('one pool of workers', () => {
  it.each(COUNTS)('of %i comes to the same results as none, one campaign after another', async (count) => {
    const pool = new WorkerPool(count, MODULE);
    try {
      const held = await search(bankScenario, { workers: pool });
      expect(held).toEqual(await search(bankScenario));
      expect(held.verdict).not.toBe('broken');
      const found = await search(broken, { workers: pool, runs: 400 });
      expect(found.findings.length).toBeGreaterThan(0);
      expect(found).toEqual(await search(broken, { runs: 400 }));
      // What the campaigns before have left behind must not show.
      expect(await search(bankScenario, { workers: pool })).toEqual(held);
    } finally {
      await pool.close();
    }
  });

  it('comes to the same results with every strategy', async () => {
    const pool = new WorkerPool(2, MODULE);
    try {
      for (const strategy of ALL_STRATEGIES) {
        const options = { strategy, runs: depth({ slice: 12, deep: 24 }), judgeReach: false };
        expect(await search(bankScenario, { ...options, workers: pool })).toEqual(await search(bankScenario, options));
      }
    } finally {
      await pool.close();
    }
  });

  it('does its part of a shard', async () => {
    const pool = new WorkerPool(2, MODULE);
    try {
      for (const part of depth({ slice: [2], deep: [1, 2, 3] })) {
        const shard = { shard: { part, of: 3 }, judgeReach: false };
        expect(await search(bankScenario, { ...shard, workers: pool })).toEqual(await search(bankScenario, shard));
      }
    } finally {
      await pool.close();
    }
  });

  it('says so when it does not know the scenario', async () => {
    const workers = { count: 2, module: MODULE };
    await expect(search({ ...bankScenario, name: 'absent' }, { workers })).rejects.toThrow(
      'exports no scenario called "absent"',
    );
  });
});

describe('shards', () => {
  it('do different parts, which together are the whole', async () => {
    const whole = await search(bankScenario, { runs: 60, judgeReach: false });
    const parts = await Promise.all(
      [1, 2].map((part) => search(bankScenario, { runs: 30, judgeReach: false, shard: { part, of: 2 } })),
    );
    expect(parts.reduce((sum, { invocations }) => sum + invocations, 0)).toBe(whole.invocations);
    expect(new Set(parts.map(({ traceHash }) => traceHash)).size).toBe(2);
  });
});

/** What must not depend on how many workers there are: all that is printed but how long it took, and all that is saved. */
function comparable({ status, out }: Ended): unknown {
  const findings = join(folder, '.sim', 'findings');
  const saved = readdirSync(findings).map((name) => readFileSync(join(findings, name), 'utf8'));
  rmSync(join(folder, '.sim'), { recursive: true });
  const data = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as object;
  return { status, out: out.replace(/ in [\d.]+ s\n/, '\n'), saved, data: { ...data, wall: undefined } };
}

describe('the command', () => {
  itInDepth('prints, saves and ends with the same however many workers there are', async () => {
    const args = ['--seed', '7', '--runs', '100', '--scenario', 'bank account', '--scenario', 'broken cart'];
    args.push('--json', 'result.json', '--verbose');
    const alone = comparable(await run(folder, ...args));
    expect(alone).toMatchObject({ status: 1, saved: [expect.stringContaining('an order is charged at most once')] });
    for (const count of COUNTS) {
      expect(comparable(await run(folder, ...args, '--workers', String(count)))).toEqual(alone);
    }
  });

  it.each(COUNTS)('names a handler that loops for ever on one of %s', async (count) => {
    const args = ['--scenario', '*loopsForEver', '--seed', '1', '--runs', '3', '--watchdog', '500ms'];
    const { status, error } = await run(folder, ...args, '--workers', String(count));
    expect(error).toMatch(
      /restate-sim: Odd\/loopsForEver \(invocation \w+, attempt 1\) has not returned to the event loop for 500 ms, at .*command-worlds\.ts:\d+; it loops/,
    );
    expect(status).toBe(2);
  });

  it('reports an invariant that throws in a worker as broken, with its error', async () => {
    const args = ['--scenario', 'a check that throws', '--seed', '1', '--runs', '3', '--workers', '2'];
    const { status, out } = await run(folder, ...args);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /The invariant throws TypeError: the ledger is not iterable \(.*command-worlds\.ts:\d+\)/,
    );
    expect(status).toBe(1);
  });

  it.each([['*endsItsThread', /could not go on: it ended before its work was done\.$/]])(
    'says in one sentence what has gone wrong in a worker: %s',
    async (name, sentence) => {
      const { status, error } = await run(folder, '--scenario', name, '--seed', '1', '--runs', '3', '--workers', '2');
      const lines = error.split('\n').filter((line) => line.startsWith('restate-sim:'));
      expect(lines).toEqual([expect.stringMatching(sentence)]);
      expect(error).not.toMatch(/\n\s+at /);
      expect(status).toBe(3);
    },
  );
});
