import { complaint } from './complaint.ts';
import { SimulationError, UsageError } from '../core/errors.ts';
import { runCommand } from './command.ts';
import { readArguments, type Arguments, type CommandName } from './arguments.ts';
import { printDerived, printList } from './list.ts';
import { addressFor } from './load/address.ts';
import { hintsFileFor, type Loaded } from './load/user-files.ts';
import { whileLoading } from './load/while-loading.ts';
import { readOptions } from './options.ts';
import { quoted } from '../report/quoted.ts';
import { reportFinding } from './report-command.ts';
import { MAIN_HELP } from './main-help.ts';
import { watchStrays } from './strays.ts';
import { processTerminal } from './terminal.ts';
import { VERSION } from '../report/versions.ts';
import type { UserCommands } from '../report/user-commands.ts';

const USAGE_STATUS = 3;

/**
 * The command `restate-sim`.
 * @param args what follows its name
 * @returns the exit status: 0 all held, 1 broken, 2 undecided or not exercised, 3 usage or input error
 */
export async function main(args: readonly string[]): Promise<number> {
  const [command = '--help', ...rest] = args;
  const terminal = processTerminal(rest.includes('-'));
  watchStrays();
  try {
    if (rest.includes('--help') || rest.includes('-h')) {
      terminal.out(MAIN_HELP);
      return 0;
    }
    switch (command) {
      case '--help':
      case '-h':
      case 'help':
        terminal.out(MAIN_HELP);
        return 0;
      case '--version':
        terminal.out(VERSION);
        return 0;
      case 'run':
      case 'replay':
      case 'report':
      case 'list':
        return await COMMANDS[command](readArguments(rest, command));
      default:
        throw new UsageError(
          'UNKNOWN_COMMAND',
          `There is no command "${command}"; there are: run, replay, report, list. \`npx restate-sim --help\` says more.`,
        );
    }
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error;
    process.stderr.write(complaint(error.message));
    return USAGE_STATUS;
  }
}

const COMMANDS: Readonly<Record<CommandName, (given: Arguments) => Promise<number>>> = { run, replay, report, list };

async function run(given: Arguments): Promise<number> {
  const { files, hints, options, json } = given;
  const commands = commandsFor(given);
  const { loaded, address } = await load(given, commands, options);
  if (loaded.derived === undefined) return runCommand(loaded.scenarios, options, address, commands);
  const [file = ''] = files;
  printDerived(processTerminal(json), loaded.derived, file);
  return runCommand(loaded.scenarios, options, address, { ...commands, hints: hints ?? hintsFileFor(file) });
}

async function replay(given: Arguments): Promise<number> {
  const options = ['--replay', given.finding, ...given.options];
  const commands = commandsFor(given);
  const { loaded, address } = await load(given, commands, options);
  return runCommand(loaded.scenarios, options, address, commands);
}

async function report(given: Arguments): Promise<number> {
  const commands = commandsFor(given);
  const { loaded } = await load(given, commands);
  const { finding: file, out } = given;
  return reportFinding(processTerminal(false), loaded.scenarios, { file, out, commands });
}

async function list(given: Arguments): Promise<number> {
  const { loaded } = await find(given, commandsFor(given));
  printList(processTerminal(false), loaded, given.files[0] ?? '');
  return 0;
}

type Given = Pick<Arguments, 'files' | 'hints'>;

/** The commands as the user types them, with the files that were given. */
function commandsFor({ files, hints }: Given): UserCommands {
  const named = [...files, ...(hints === undefined ? [] : ['--hints', hints])];
  const words = named.map((word) => quoted(word)).join(' ');
  return {
    search: `npx restate-sim run ${words}`,
    replay: (file) => `npx restate-sim replay ${file} ${words}`,
  };
}

interface Found {
  readonly loaded: Loaded;
  readonly address: string;
}

/** @throws {UsageError} when there is nothing to run, or an option is wrong */
async function load(given: Given, commands: UserCommands, options: readonly string[] = []): Promise<Found> {
  const found = await find(given, commands, options);
  if (found.loaded.nothing !== undefined) throw found.loaded.nothing;
  return found;
}

async function find({ files, hints }: Given, commands: UserCommands, options: readonly string[] = []): Promise<Found> {
  // They are read again later. Here a wrong option is reported before the files are loaded.
  const { watchdogMs } = readOptions(options, process.env, commands);
  const address = addressFor({ files, hints });
  const load = async (): Promise<{ loaded: Loaded }> => (await import(address)) as { loaded: Loaded };
  const { loaded } = await whileLoading(files, load, watchdogMs);
  return { loaded, address };
}
