import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { EngineName } from '../../../attempt/engines.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Plan } from '../../../simulation/faults/plan.ts';

/** A run to repeat in a worker in which no module has been used before. */
export interface FreshRun {
  readonly scenario: string;
  readonly plan: Plan;
  /** The engine that runs the handlers. Default `fake`. */
  readonly engine?: EngineName;
}

/** The result of such a run. */
export interface FreshResult {
  readonly hash: string;
  /** Names of the faults that it shows. */
  readonly faults: readonly string[];
  /** Its trace, as the contents of a file. */
  readonly trace: string;
}

/**
 * Repeats runs in a worker of their own, with freshly loaded modules. A hash that differs from that of the first run means
 * that a service keeps state outside Restate: in a module, a cache, a counter that outlives the invocation.
 * @param module URL of the module that exports the scenarios, alone or in arrays
 * @param signal ends the worker; the results are then those so far
 * @returns the result of each run, in order
 * @throws {UsageError} when the module cannot be loaded or lacks a scenario
 */
export async function rerunFresh(
  module: string,
  runs: readonly FreshRun[],
  signal?: AbortSignal,
): Promise<readonly FreshResult[]> {
  if (signal?.aborted === true) return [];
  try {
    return await inThread(module, runs, signal);
  } catch {
    // Some modules load in no thread but the first of a process: native ones, and those that change its folder.
    return inProcess(module, runs, signal);
  }
}

/** The worker is a sibling with the same extension, whether this runs from sources or built. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

function inThread(module: string, runs: readonly FreshRun[], signal?: AbortSignal): Promise<readonly FreshResult[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: { module, runs } });
    const results: FreshResult[] = [];
    worker.on('message', (result: FreshResult) => {
      results.push(result);
      // A timer or a socket that a service has left behind would keep it for ever.
      if (results.length === runs.length) void worker.terminate();
    });
    const end = (): void => {
      // A worker that loads modules does not end at once, and who has aborted does not wait for that.
      void worker.terminate();
      resolve(results);
    };
    signal?.addEventListener('abort', end);
    worker.once('error', reject);
    worker.once('exit', () => {
      signal?.removeEventListener('abort', end);
      resolve(results);
    });
  });
}

function inProcess(module: string, runs: readonly FreshRun[], signal?: AbortSignal): Promise<readonly FreshResult[]> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const results: FreshResult[] = [];
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('message', (result) => {
      results.push(result as FreshResult);
      if (results.length === runs.length) child.kill();
    });
    const end = (): void => void child.kill();
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end);
    child.once('exit', () => {
      signal?.removeEventListener('abort', end);
      if (results.length === runs.length || signal?.aborted === true) return resolve(results);
      const reason = /^(?:\w*Error)(?: \[\w+\])?: (.*)$/m.exec(said)?.[1] ?? said.trim();
      reject(new UsageError('WORKER_FAILED', `The scenarios of ${module} cannot be run in a fresh worker: ${reason}`));
    });
    child.send({ module, runs });
  });
}
