import { moduleOf, remember } from '../search/run/fresh-modules.ts';
import { onVersion } from '../simulation/scenario/on-version.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import type { Options } from './options.ts';

/** @returns the scenario with the horizon and the version of the server that the command line asks for */
export function followed(
  scenario: Scenario,
  { horizonMs, serverVersion }: Pick<Options, 'horizonMs' | 'serverVersion'>,
): Scenario {
  if (horizonMs === undefined && serverVersion === undefined) return scenario;
  const changed = onVersion({ ...scenario, ...(horizonMs !== undefined && { horizonMs }) }, serverVersion);
  const module = moduleOf(scenario);
  if (module !== undefined) remember([changed], module);
  return changed;
}
