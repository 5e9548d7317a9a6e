/**
 * Goal: a search that keeps going finds each bug, and each one time. Method: a service with several planted bugs, searched
 * with and without, and without shrinking.
 */
import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { itemAt } from '../../sim/core/item-at.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { CampaignOptions, ScenarioResult } from '../../sim/search/campaign/types.ts';
import { faultName } from '../../sim/search/record/fault.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';
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

it('reports at most two faults for each finding that only shrinking showed', async () => {
  const note = restate.service({
    name: 'Note',
    handlers: { write: async (_ctx: restate.Context): Promise<void> => {} },
  });
  const counts = (number: number): Invariant => ({
    name: `not ${number} requests`,
    watch: () => {
      let requests = 0;
      return {
        see: (event) => void (event.type === 'operation' && requests++),
        end: () => (requests === number ? { message: 'as many', events: [], handler: undefined } : undefined),
        exercised: () => 1,
      };
    },
  });
  const many = scenario('counted', {
    services: [note],
    operations: ({ call }) => [call(note, 'write', {})],
    invariants: Array.from({ length: 24 }, (_, index) => counts(index + 1)),
    faults: { troubles: 0, duplicates: false, operators: false, serverRestarts: false },
  });
  const { findings } = await campaign(many, { seed: 7, runs: 1, judgeReach: false, keepGoing: true });
  // The run is shrunk over all smaller numbers of requests.
  expect(Number(/\d+/.exec(findings[0]?.invariant ?? ''))).toBeGreaterThan(4);
  expect(findings).toHaveLength(3);
});

it('ends with its budget, be it of runs that reach nothing new', async () => {
  const { runs } = await searched({ keepGoing: true, runs: 400, enough: 3 });
  expect(runs).toBeGreaterThan(3);
  expect(runs).toBeLessThan(400);
});
