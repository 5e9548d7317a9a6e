import { parentPort, workerData } from 'node:worker_threads';
import { loadEngine } from '../../../attempt/engines.ts';
import { RunCut, SimulationError, UsageError } from '../../../core/errors.ts';
import { beatInto } from '../../../core/heartbeat.ts';
import { locationIn } from '../../../core/frames.ts';
import { onVersion } from '../../../simulation/scenario/on-version.ts';
import { scenariosIn } from '../../../simulation/scenario/scenarios-in.ts';
import { remember } from '../../run/fresh-modules.ts';
import { Searcher } from '../searcher.ts';
import type { Report } from '../types.ts';
import { unitsOf } from '../shard.ts';
import {
  CAMPAIGN,
  CREDIT,
  CUT,
  GIVE_UP,
  type WorkerBirth,
  type WorkerFailure,
  type WorkerMessage,
  type WorkerTask,
} from './worker-messages.ts';

/** Reports in one message. */
const BATCH = 32;

/** Runs its part of one campaign after another, until it is terminated. */
const { module, control, beat } = workerData as WorkerBirth;

const send = (message: WorkerMessage): void => parentPort?.postMessage(message);

beatInto(beat);
// One campaign at a time: one that has ended stops at its next report.
let before = Promise.resolve();
parentPort?.on('message', (task: WorkerTask) => {
  before = before.then(() => doPart(task));
});

async function doPart(task: WorkerTask): Promise<void> {
  try {
    await search(task);
  } catch (error) {
    if (error instanceof RunCut) send({ campaign: task.campaign, type: 'cut' });
    else send({ campaign: task.campaign, type: 'failed', failure: failureOf(error, task.scenario) });
  }
}

async function search({ campaign, scenario: name, horizonMs, serverVersion, options }: WorkerTask): Promise<void> {
  const isOver = (): boolean => Atomics.load(control, CAMPAIGN) !== campaign;
  if (isOver()) return;
  const scenarios = scenariosIn(await loaded());
  const exported = scenarios.find((candidate) => candidate.name === name);
  if (exported === undefined)
    throw new UsageError('SCENARIO_NOT_EXPORTED', `${module} exports no scenario called "${name}".`);
  const followed = { ...exported, ...(horizonMs !== undefined && { horizonMs }) };
  const scenario = onVersion(followed, serverVersion);
  remember([scenario], module);
  const giveUp = (): boolean => isOver() || Atomics.load(control, GIVE_UP) === 1;
  const cut = (): boolean => Atomics.load(control, CUT) === 1;
  const found = (): void => send({ campaign, type: 'found' });
  const shrinking = (runs: number, parts: number): void => send({ campaign, type: 'shrinking', runs, parts });
  const engine = options.engine && (await loadEngine(options.engine));
  const searcher = new Searcher(scenario, { ...options, shrinking, giveUp, cut, found }, engine);
  let finished = 0;
  for (const unit of unitsOf(options.shard)) {
    // The consumer is behind, and may discard whatever runs now.
    for (let allowed = Atomics.load(control, CREDIT); allowed <= finished; allowed = Atomics.load(control, CREDIT)) {
      if (isOver()) return;
      Atomics.wait(control, CREDIT, allowed);
    }
    let batch: Report[] = [];
    for await (const report of searcher.unit(unit)) {
      if (isOver()) return;
      batch.push(report);
      if (batch.length < BATCH) continue;
      send({ campaign, type: 'reports', reports: batch, last: false });
      batch = [];
    }
    send({ campaign, type: 'reports', reports: batch, last: true });
    finished++;
  }
}

/** Some modules load only in the main thread, for example native ones. */
async function loaded(): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(module)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const sentence = reason.replace(/\.$/, '');
    throw new UsageError(
      'WORKERS_UNSUPPORTED',
      `It does not load in a worker thread: ${sentence}; leave out --workers.`,
    );
  }
}

/** An error of another kind comes from the scenario: from an invariant, a model or a module that it loads. */
function failureOf(error: unknown, scenario: string): WorkerFailure {
  if (error instanceof SimulationError) return { message: error.message, code: error.code };
  const at = error instanceof Error ? `, at ${locationIn(error.stack ?? '')}` : '';
  const text = `A worker thread could not go on with "${scenario}": ${String(error)}${at}`;
  return { message: text, code: 'WORKER_FAILED' };
}
