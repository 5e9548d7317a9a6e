import { loadEngine } from '../../../attempt/engines.ts';
import type { Scenario } from '../../../simulation/scenario/scenario.ts';
import { writeTrace } from '../../../trace/file.ts';
import { faultName, faultsOf } from '../../record/fault.ts';
import { Runner, type RunnerOptions } from '../../run/runner.ts';
import type { FreshResult, FreshRun } from './rerun-fresh.ts';

/**
 * Runs a plan once, in this process.
 * @param options what else the run that is repeated was made with
 */
export async function repeat(
  scenario: Scenario,
  { plan, engine = 'fake' }: Omit<FreshRun, 'scenario'>,
  options: RunnerOptions = {},
): Promise<FreshResult> {
  const result = await new Runner(scenario, { ...options, engine: await loadEngine(engine) }).run(plan);
  const header = { scenario: scenario.name, seed: plan.seed, versions: {} };
  return {
    hash: result.hash,
    faults: faultsOf(result).map((fault) => faultName(fault)),
    trace: writeTrace(header, result.events),
  };
}
