import { Worker } from 'node:worker_threads';
import { UsageError } from '../../core/errors.ts';
import type { Plan } from '../../simulation/plan.ts';

/** A run that is to be repeated where no module has been used before. */
export interface FreshRun {
  readonly scenario: string;
  readonly plan: Plan;
}

/**
 * Repeats runs in a worker of their own, with modules loaded anew. A hash that differs from that of the first run means
 * that a service keeps state outside Restate: in a module, a cache, a counter that outlives the invocation.
 * @param module URL of the module that exports the scenarios, alone or in arrays
 * @returns the trace hash of each run, in order
 * @throws {UsageError} when the module cannot be loaded or lacks a scenario
 */
export function rerunFresh(module: string, runs: readonly FreshRun[]): Promise<readonly string[]> {
  // The worker is a sibling with the same extension, whether this runs from sources or built.
  const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: { module, runs } });
    const hashes: string[] = [];
    worker.on('message', (hash: string) => hashes.push(hash));
    worker.once('error', (error) =>
      reject(
        new UsageError('FRESH_WORKER', `The scenarios of ${module} cannot be run in a fresh worker: ${error.message}`),
      ),
    );
    worker.once('exit', () => resolve(hashes));
  });
}
