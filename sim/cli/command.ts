import type { Scenario } from '../simulation/scenario/scenario.ts';
import { main, type OwnScenarios } from './main.ts';

/**
 * The command line of a program that brings its scenarios along, as `npm run sim` does.
 * @param args what follows its name
 * @param module URL of the module that exports the scenarios, for worker threads to load
 * @returns the exit status: 0 all held, 1 broken, 2 undecided or not exercised, 3 usage or input error
 */
export function runCommand(
  scenarios: readonly Scenario[],
  args: readonly string[],
  module?: string,
  more: Omit<OwnScenarios, 'scenarios' | 'module'> = {},
): Promise<number> {
  return main(args, { scenarios, ...(module !== undefined && { module }), ...more });
}
