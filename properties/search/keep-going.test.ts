/**
 * Goal: a search that keeps going finds each bug, and each one time. Method: a service with several planted bugs, searched
 * with and without, and without shrinking.
 */
import { expect, it } from 'vitest';
import { itemAt } from '../../sim/core/item-at.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { CampaignOptions, ScenarioResult } from '../../sim/search/campaign/types.ts';
import { faultName } from '../../sim/search/record/fault.ts';
import { scenarios } from './several-bugs.ts';

function searched(options: Partial<CampaignOptions>): Promise<ScenarioResult> {
  return campaign(itemAt(scenarios, 0), { seed: 7, runs: 15, judgeReach: 'handlers', shrink: false, ...options });
}

it('goes on after the first finding, uses the whole budget, and reports each fault once', async () => {
  const first = await searched({});
  const all = await searched({ keepGoing: true });
  expect(first.runs).toBeLessThan(15);
  expect(all).toMatchObject({ verdict: 'broken', runs: 15 });
  const names = all.findings.map((finding) => faultName(finding));
  expect(names.length).toBeGreaterThan(2);
  expect(new Set(names).size).toBe(names.length);
  expect(all.findings[0]).toEqual(first.findings[0]);
});

it('ends with its budget, be it of runs that reach nothing new', async () => {
  const { runs } = await searched({ keepGoing: true, runs: 400, enough: 3 });
  expect(runs).toBeGreaterThan(3);
  expect(runs).toBeLessThan(400);
});
