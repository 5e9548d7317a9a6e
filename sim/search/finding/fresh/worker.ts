import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { scenariosIn } from '../../../simulation/scenario/scenarios-in.ts';
import { remember } from '../../run/fresh-modules.ts';
import { repeat } from './repeat.ts';
import type { FreshResult, FreshRun } from './rerun-fresh.ts';

/** Runs plans one after another in a fresh thread or process, and sends the result of each. */
const { module, runs } = await asked();
const scenarios = scenariosIn(await import(module));
remember(scenarios, module);
for (const run of runs) {
  const scenario = scenarios.find((candidate) => candidate.name === run.scenario);
  if (scenario === undefined) throw new Error(`it exports no scenario called "${run.scenario}"`);
  send(await repeat(scenario, run));
}

interface Asked {
  readonly module: string;
  readonly runs: readonly FreshRun[];
}

async function asked(): Promise<Asked> {
  if (parentPort !== null) return workerData as Asked;
  const [message] = (await once(process, 'message')) as [Asked];
  return message;
}

function send(result: FreshResult): void {
  if (parentPort === null) process.send?.(result);
  else parentPort.postMessage(result);
}
