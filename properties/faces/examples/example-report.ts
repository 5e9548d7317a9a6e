import type { Report } from '../../../reports/data/report.ts';
import { collect } from '../../../sim/report/collect.ts';
import { asTyped } from '../../../sim/report/shell.ts';
import { NPM_RUN_SIM } from '../../../sim/report/user-commands.ts';
import { versions } from '../../../sim/report/versions.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { confirmed } from '../../../sim/search/finding/confirm/confirmed.ts';
import type { ExampleCase } from './cases.ts';

const RUNS = 300;

/** Searches an example's scenario and reports what it finds. The time it took is left out, so that the bytes repeat. */
export async function exampleReport({ suite, seed, scenario }: ExampleCase): Promise<Report> {
  const result = await campaign(scenario, { seed, runs: RUNS, judgeReach: false });
  const findings = await confirmed(scenario, result.findings, { engine: 'fake', module: undefined });
  const about = {
    suite,
    seed,
    engine: 'fake' as const,
    versions: versions(),
    budget: `${RUNS} runs per scenario`,
    command: asTyped('npm run examples'),
    commands: NPM_RUN_SIM,
  };
  return collect(about, [{ scenario, result: { ...result, findings } }]);
}
