import { complaint } from './complaint.ts';
import { SimulationError, UsageError } from '../core/errors.ts';
import { runCommand } from './command.ts';
import { readArguments, type Arguments, type CommandName } from './arguments.ts';
import { hintsFileOf, printDerived, printList } from './list.ts';
import { addressFor } from './load/address.ts';
import type { Loaded } from './load/user-files.ts';
import { whileLoading } from './load/while-loading.ts';
import { readOptions } from './options.ts';
import { quoted } from '../report/quoted.ts';
import { reportFinding } from './report-command.ts';
import { MAIN_HELP } from './main-help.ts';
import { watchStrays } from './strays.ts';
import { processTerminal } from './terminal.ts';
import { VERSION } from '../report/versions.ts';
import { useWording, wording } from '../report/wording.ts';

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

async function run({ files, hints, options, json }: Arguments): Promise<number> {
  const { loaded, address } = await load({ files, hints }, options);
  if (loaded.derived !== undefined) {
    printDerived(processTerminal(json), loaded.derived, files[0] ?? '');
    useWording({ ...wording(), hints: hints ?? hintsFileOf(files[0] ?? '') });
  }
  return runCommand(loaded.scenarios, options, address);
}

async function replay({ finding, files, hints, options }: Arguments): Promise<number> {
  const asked = ['--replay', finding, ...options];
  const { loaded, address } = await load({ files, hints }, asked);
  return runCommand(loaded.scenarios, asked, address);
}

async function report({ finding, files, hints, out }: Arguments): Promise<number> {
  const { loaded } = await load({ files, hints });
  return reportFinding(processTerminal(false), loaded.scenarios, finding, out);
}

async function list({ files, hints }: Arguments): Promise<number> {
  const { loaded } = await find({ files, hints });
  printList(processTerminal(false), loaded, files[0] ?? '');
  return 0;
}

type Given = Pick<Arguments, 'files' | 'hints'>;

/** @throws {UsageError} where there is nothing to run, or an option that is none */
async function load(given: Given, options: readonly string[] = []): Promise<{ loaded: Loaded; address: string }> {
  const found = await find(given, options);
  if (found.loaded.nothing !== undefined) throw found.loaded.nothing;
  return found;
}

async function find(given: Given, options: readonly string[] = []): Promise<{ loaded: Loaded; address: string }> {
  const named = [...given.files.map(quoted), ...(given.hints === undefined ? [] : [`--hints ${quoted(given.hints)}`])];
  const words = named.join(' ');
  useWording({
    search: `npx restate-sim run ${words}`,
    replay: (file) => `npx restate-sim replay ${file} ${words}`,
  });
  // Read once more later; a slip in them is said before anything else is.
  const { watchdogMs } = readOptions(options, process.env);
  const address = addressFor(given);
  const load = async (): Promise<{ loaded: Loaded }> => (await import(address)) as { loaded: Loaded };
  const { loaded } = await whileLoading(given.files, load, watchdogMs);
  return { loaded, address };
}
