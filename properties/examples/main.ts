import { mkdirSync, writeFileSync } from 'node:fs';
import { collect } from '../../sim/cli/report/collect.ts';
import { versions } from '../../sim/cli/versions.ts';
import { campaign } from '../../sim/search/campaign.ts';
import { pageOf } from '../../reports/html/page.ts';
import { loadViewer } from '../../reports/html/viewer.ts';
import { CASES } from './cases.ts';

const RUNS = 300;
const FOLDER = new URL('../../reports/examples/', import.meta.url);

// Real findings, made anew: the same code gives the same bytes, so that a change of the reports shows in a diff.
mkdirSync(FOLDER, { recursive: true });
const viewer = await loadViewer();
for (const { file, suite, seed, scenario } of CASES) {
  const result = await campaign(scenario, { seed, runs: RUNS, judgeReach: false });
  const report = await collect(
    {
      suite,
      seed,
      engine: 'fake',
      versions: versions(),
      budget: `${RUNS} runs per scenario, stopped by the first finding`,
      command: 'npm run examples',
    },
    [{ scenario, result }],
  );
  const page = pageOf(report, viewer);
  writeFileSync(new URL(`${file}.html`, FOLDER), page.html);
  console.log(
    `reports/examples/${file}.html: ${(page.html.length / 1024).toFixed(0)} kB, ${result.findings.map(({ message }) => message).join(' | ') || 'nothing found'}`,
  );
}
console.log(`viewer: ${((viewer.script.length + viewer.style.length) / 1024).toFixed(1)} kB`);
