import type { ServerVersion } from '../../core/server-version.ts';
import type { Scenario } from './scenario.ts';

/**
 * @param version undefined: as the scenario says
 * @returns the scenario on another version of the server
 */
export function onVersion(scenario: Scenario, version: ServerVersion | undefined): Scenario {
  return version === undefined ? scenario : { ...scenario, server: { ...scenario.server, version } };
}
