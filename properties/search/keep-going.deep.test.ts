/**
 * Goal: all findings of a search that keeps going are in all of its results, with any number of workers. Method: by workers, and by the
 * command line in a user's folder.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { itemAt } from '../../sim/core/item-at.ts';
import type { CampaignOptions, ScenarioResult } from '../../sim/search/campaign/types.ts';
import { faultName } from '../../sim/search/record/fault.ts';
import { FolderOfServices } from '../faces/cli/folder-of-services.ts';
import { ROOT } from '../harness/command.ts';
import { scenarios } from './several-bugs.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const MODULE = new URL('several-bugs.ts', import.meta.url).href;

function searched(options: Partial<CampaignOptions>): Promise<ScenarioResult> {
  return campaign(itemAt(scenarios, 0), { seed: 7, runs: 40, judgeReach: 'handlers', ...options });
}

const namesOf = ({ findings }: ScenarioResult): readonly string[] => findings.map((finding) => faultName(finding));

it('goes on after the first finding, uses the whole budget, and reports each fault once, shrunk', async () => {
  const first = await searched({});
  const all = await searched({ keepGoing: true });
  expect(first.runs).toBeLessThan(40);
  expect(all).toMatchObject({ verdict: 'broken', runs: 40 });
  expect(new Set(namesOf(all)).size).toBe(all.findings.length);
  expect(new Set(all.findings.map(({ handler }) => handler))).toEqual(
    new Set(['Counter/add', 'Counter/take', 'Counter/swap']),
  );
  for (const name of namesOf(first)) expect(namesOf(all)).toContain(name);
  expect(all.findings[0]).toEqual(first.findings[0]);
  expect(all.findings.filter(({ shrinking }) => !shrinking.minimal)).toEqual([]);
});

it.each([2, 3])('comes to the same findings with %i workers', async (count) => {
  const alone = await searched({ keepGoing: true });
  expect(alone.findings.length).toBeGreaterThan(2);
  expect(await searched({ keepGoing: true, workers: { count, module: MODULE } })).toEqual(alone);
});

it('is a list of findings in text, JSON, JUnit, the report and the folder of findings', () => {
  const file = join(ROOT, 'properties', 'search', 'several-bugs.ts');
  const outputs = ['--json', 'result.json', '--junit', 'junit.xml', '--report', 'page.html'];
  const { status, out } = folder.command('run', file, '--seed', '7', '--runs', '12', '--keep-going', ...outputs);
  expect(status).toBe(1);
  const { findings } = (JSON.parse(folder.read('result.json')) as { scenarios: [ScenarioResult] }).scenarios[0];
  expect(findings.length).toBeGreaterThan(1);
  expect(out).toContain(`several bugs: broken: ${findings.length} findings (12 runs,`);
  for (const index of findings.keys()) expect(out).toContain(`\n  finding ${index + 1} of ${findings.length}\n`);
  expect(out.split('Confirmed: run again')).toHaveLength(findings.length + 1);
  expect(folder.read('junit.xml').split('<failure ')).toHaveLength(findings.length + 1);
  expect(folder.read('junit.xml')).toContain(`failures="${findings.length}"`);
  expect(readdirSync(join(folder.path, '.sim', 'findings'))).toHaveLength(findings.length);
  expect(folder.read('page.html').split('"kind":"finding"')).toHaveLength(findings.length + 1);
  expect(folder.read('page.html')).toContain('--runs 12 --keep-going');
});
