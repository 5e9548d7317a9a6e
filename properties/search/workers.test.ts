/** Goal: a campaign comes to the same result however many workers and shards do it. Method: do it, and compare. */
import { describe, expect, it, vi } from 'vitest';
import { bankScenario } from '../../scenarios/bank.ts';
import { campaign, type CampaignOptions, type ScenarioResult } from '../../sim/search/campaign.ts';
import { BROKEN } from './broken-scenarios.ts';

vi.setConfig({ testTimeout: 120_000 });

const SCENARIOS = new URL('../../scenarios/bank.ts', import.meta.url).href;

function search(options: Partial<CampaignOptions> = {}): Promise<ScenarioResult> {
  return campaign(bankScenario, { seed: 42, runs: 60, judgeReach: true, ...options });
}

describe('workers', () => {
  it.each([2, 3])('%i of them come to the same result as one', async (count) => {
    const alone = await search();
    const together = await search({ workers: { count, module: SCENARIOS } });
    expect(together).toEqual(alone);
  });

  it('say so when they do not know the scenario', async () => {
    const unknown = BROKEN['a cart that pays without a key'] ?? bankScenario;
    const workers = { count: 2, module: SCENARIOS };
    await expect(campaign(unknown, { seed: 1, runs: 10, judgeReach: false, workers })).rejects.toThrow(
      'exports no scenario called "shopping cart"',
    );
  });
});

describe('shards', () => {
  it('do different parts, which together are the whole', async () => {
    const whole = await search({ runs: 60, judgeReach: false });
    const parts = await Promise.all(
      [1, 2].map((part) => search({ runs: 30, judgeReach: false, shard: { part, of: 2 } })),
    );
    expect(parts.reduce((sum, { invocations }) => sum + invocations, 0)).toBe(whole.invocations);
    expect(new Set(parts.map(({ traceHash }) => traceHash)).size).toBe(2);
  });
});
