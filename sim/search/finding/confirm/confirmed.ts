import type { EngineName } from '../../../attempt/engines.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Scenario } from '../../../simulation/scenario/scenario.ts';
import type { Finding } from '../finding.ts';
import { repeat } from '../fresh/repeat.ts';
import { rerunFresh, type FreshResult } from '../fresh/rerun-fresh.ts';
import type { RunnerOptions } from '../../run/runner.ts';
import { confirm, type Reruns } from './confirm.ts';

/** How findings are run again. */
export interface ConfirmOptions {
  /** The engine that found them. */
  readonly engine: EngineName;
  /** URL of the module that exports the scenario; without one they are run again in this process. */
  readonly module: string | undefined;
  /** When it is aborted, what is left is not run again. */
  readonly signal?: AbortSignal;
  /** The other settings of the runs, if they are run again in this process. */
  readonly runner?: RunnerOptions;
}

/** @returns the findings, each with its standing, unless the signal came first; a finding that has one keeps it */
export async function confirmed(
  scenario: Scenario,
  findings: readonly Finding[],
  { engine, module, runner, signal }: ConfirmOptions,
): Promise<readonly Finding[]> {
  const here: Reruns['here'] = ({ plan }, on) => repeat(scenario, { plan, engine: on }, runner);
  const fresh: Reruns['fresh'] =
    module === undefined
      ? here
      : ({ plan }, on) => only(rerunFresh(module, [{ scenario: scenario.name, plan, engine: on }], signal));
  const both: Reruns['both'] =
    module === undefined
      ? undefined
      : async ({ plan }, engines) => {
          const runs = engines.map((on) => ({ scenario: scenario.name, plan, engine: on }));
          const [first, second] = await rerunFresh(module, runs, signal);
          if (first === undefined || second === undefined) throw workerEnded();
          return [first, second];
        };
  const onward: Reruns['onward'] = ({ plan }) => repeat(scenario, { plan, engine: 'sdk' }, { ...runner, builtIn: [] });
  const all: Finding[] = [];
  for (const finding of findings) {
    const reruns: Reruns = { fresh, here, onward, ...(both !== undefined && { both }) };
    const confirmation = finding.confirmation ?? (await unlessAborted(confirm(finding, engine, reruns), signal));
    all.push(confirmation === undefined ? finding : { ...finding, confirmation });
  }
  return all;
}

/** @returns undefined for what failed because it was aborted */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal?.aborted === true) return undefined;
    throw error;
  }
}

async function only(results: Promise<readonly FreshResult[]>): Promise<FreshResult> {
  const [result] = await results;
  if (result !== undefined) return result;
  throw workerEnded();
}

function workerEnded(): UsageError {
  return new UsageError('WORKER_FAILED', 'The fresh worker that was to run a finding again ended without a result.');
}
