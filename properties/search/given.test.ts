/**
 * Goal: a finding of a property shows the values that it needs, first, and counts all runs that were made for it. Method: a sum
 * that is too large, as data, in the message of the failure, and on the page.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { checkScenario } from '../../sim/search/campaign/check-scenario.ts';
import { investigate } from '../../sim/search/finding/investigate.ts';
import { drawnPlanOf } from '../../sim/search/plan/plan-arbitrary.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { property } from '../../sim/simulation/scenario/property.ts';
import { reportOf } from '../../sim/report/report-of.ts';

const idle = restate.service({
  name: 'Idle',
  handlers: { nothing: async (_ctx: restate.Context): Promise<void> => undefined },
});

const sums = property(
  'a sum is below 150',
  { services: [idle], given: { list: fc.array(fc.nat(100)), note: fc.string() } },
  async ({ sim, given }) => {
    await sim.client.service(idle).nothing();
    if (given.list.reduce((sum, value) => sum + value, 0) >= 150) throw new Error('It is too large.');
  },
);

const GIVEN = /^given list: \[\d+,\d+\]$/;

it('stands first in the story of a finding', async () => {
  const { findings } = await campaign(sums, { seed: 1, runs: 500, judgeReach: false });
  expect(findings[0]?.story.slice(0, 2)).toEqual([expect.stringMatching(GIVEN), 'given note: ""']);
  expect(findings[0]?.story.length).toBeGreaterThan(2);
});

it('stands first below the headline of a failure', async () => {
  const failure: unknown = await checkScenario(sums, { seed: 1, runs: 500 }).catch((error: unknown) => error);
  const [headline, , ...lines] = String(failure).split('\n');
  expect(headline).toContain('It is too large.');
  expect(lines[0]).toMatch(GIVEN);
});

it('stands first in the story of the report', async () => {
  const result = await campaign(sums, { seed: 1, runs: 500, judgeReach: false });
  const commands = { replay: (file: string) => file };
  const about = { seed: 1, command: 'x', commands, budget: '500 runs', wallMs: 1 };
  const { exhibits } = await reportOf([{ scenario: sums, result }], about);
  expect(exhibits[0]?.story[0]).toMatch(GIVEN);
});

it('counts every run that was made to shrink and to explain it', async () => {
  let worlds = 0;
  const counted = {
    ...sums,
    services: (): readonly unknown[] => {
      worlds++;
      return [idle];
    },
    faults: { ...sums.faults, troubles: 0 },
  };
  const runner = new Runner(counted);
  for (const plan of fc.sample(drawnPlanOf(counted), { seed: 1, numRuns: 100 })) {
    const recorded = await runner.record(plan);
    if (recorded.result.verdict !== 'broken') continue;
    worlds = 0;
    const [finding] = await investigate(runner, recorded, { seed: 1, path: undefined, strategy: 'plan' });
    expect(finding?.shrinking.runs).toBe(worlds);
    expect(worlds).toBeGreaterThan(10);
    return;
  }
  expect.unreachable();
});
