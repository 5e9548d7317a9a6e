import { parentPort, workerData } from 'node:worker_threads';
import { loadEngine } from '../../attempt/engines.ts';
import { scenariosIn } from '../../simulation/scenarios-in.ts';
import { remember } from '../fresh/fresh-modules.ts';
import { Searcher, type Report } from '../searcher.ts';
import { unitsOf } from '../shard.ts';
import type { WorkerMessage, WorkerTask } from './pool.ts';

/** Reports that are sent together. */
const BATCH = 32;

/** Does its part of a campaign, one unit after another, until it is terminated. */
const { module, scenario: name, options, credit } = workerData as WorkerTask;

const scenario = scenariosIn(await import(module)).find((candidate) => candidate.name === name);
if (scenario === undefined) throw new Error(`${module} exports no scenario called "${name}".`);
remember([scenario], module);

const send = (reports: readonly Report[], last: boolean): void => {
  const message: WorkerMessage = { reports, last };
  parentPort?.postMessage(message);
};

const searcher = new Searcher(scenario, options, options.engine && (await loadEngine(options.engine)));
let finished = 0;
for (const unit of unitsOf(options.shard)) {
  // Whoever takes the reports in is behind: what is done now may be thrown away.
  for (let allowed = Atomics.load(credit, 0); allowed <= finished; allowed = Atomics.load(credit, 0)) {
    Atomics.wait(credit, 0, allowed);
  }
  let batch: Report[] = [];
  for await (const report of searcher.unit(unit)) {
    batch.push(report);
    if (batch.length < BATCH) continue;
    send(batch, false);
    batch = [];
  }
  send(batch, true);
  finished++;
}
