import { complaint } from './complaint.ts';
import { SimulationError } from '../core/errors.ts';
import { remember } from '../search/finding/fresh/fresh-modules.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { promoteFinding, replayFinding } from './replay-command.ts';
import { search } from './search-command.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { NPM_RUN_SIM, type UserCommands } from '../report/user-commands.ts';
import { VERSION } from '../report/versions.ts';

const USAGE_STATUS = 3;

/**
 * The command `npm run sim`: searches scenarios and prints a verdict for every invariant.
 * @param module URL of the module that exports the scenarios, for worker threads to load them from
 * @param commands the commands that messages and reports suggest
 * @returns the exit status: 0 all held, 1 broken, 2 undecided or not exercised, 3 usage or input error
 */
export async function runCommand(
  scenarios: readonly Scenario[],
  args: readonly string[],
  module?: string,
  commands: UserCommands = NPM_RUN_SIM,
): Promise<number> {
  let terminal = processTerminal(false);
  try {
    const options = readOptions(args, process.env, commands);
    if (module !== undefined) remember(scenarios, module);
    terminal = processTerminal(options.json === '-');
    return await execute(terminal, scenarios, options, { module, commands });
  } catch (error) {
    terminal.clearProgress();
    if (!(error instanceof SimulationError)) throw error;
    process.stderr.write(complaint(error.message));
    return USAGE_STATUS;
  }
}

async function execute(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  options: Options,
  { module, commands }: { readonly module: string | undefined; readonly commands: UserCommands },
): Promise<number> {
  if (options.help) {
    terminal.out(HELP);
    return 0;
  }
  if (options.version) {
    terminal.out(VERSION);
    return 0;
  }
  if (options.list) {
    for (const { name } of scenarios) terminal.out(name);
    return 0;
  }
  if (options.promote !== undefined) return promoteFinding(terminal, scenarios, options.promote);
  if (options.replay !== undefined) return replayFinding(terminal, scenarios, options.replay, options);
  return search(terminal, scenarios, options, module, commands);
}
