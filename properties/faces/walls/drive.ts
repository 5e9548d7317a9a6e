/** Searches each scenario that a file exports, two times with one seed, and prints the results as JSON. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';

const [file = ''] = process.argv.slice(2);
const { log } = console;
const write = JSON.stringify;
const scenarios = (await import(pathToFileURL(resolve(file)).href)) as Readonly<Record<string, Scenario>>;
for (const [name, scenario] of Object.entries(scenarios)) {
  const options = { seed: 1, runs: 4, judgeReach: false, shrink: false } as const;
  for (let round = 0; round < 2; round++) {
    const { verdict, traceHash, findings, undecided, advice } = await campaign(scenario, options);
    const said = [...findings.map(({ message }) => message), ...undecided, ...advice.map(({ message }) => message)];
    log(write({ name, verdict, traceHash, said }));
  }
}
// Rows may have left handles open.
process.exit(0);
