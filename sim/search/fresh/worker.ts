import { parentPort, workerData } from 'node:worker_threads';
import { scenariosIn } from '../../simulation/scenarios-in.ts';
import { remember } from './fresh-modules.ts';
import { repeat } from './repeat.ts';
import type { FreshRun } from './rerun.ts';

/** Runs plans one after another in a worker that has loaded nothing before, and tells what became of each. */
const { module, runs } = workerData as { readonly module: string; readonly runs: readonly FreshRun[] };

const scenarios = scenariosIn(await import(module));
remember(scenarios, module);
for (const run of runs) {
  const scenario = scenarios.find((candidate) => candidate.name === run.scenario);
  if (scenario === undefined) throw new Error(`it exports no scenario called "${run.scenario}"`);
  parentPort?.postMessage(await repeat(scenario, run));
}
