import { parentPort, workerData } from 'node:worker_threads';
import { scenariosIn } from '../../simulation/scenarios-in.ts';
import { Runner } from '../runner.ts';
import type { FreshRun } from './rerun.ts';

/** Runs plans one after another in a worker that has loaded nothing before, and tells the hash of each. */
const { module, runs } = workerData as { readonly module: string; readonly runs: readonly FreshRun[] };

const scenarios = scenariosIn(await import(module));
for (const { scenario: name, plan } of runs) {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`it exports no scenario called "${name}"`);
  const { hash } = await new Runner(scenario).run(plan);
  parentPort?.postMessage(hash);
}
