import { Argument, Command, CommanderError, Option } from 'commander';
import { UsageError } from '../core/errors.ts';
import { OPTIONS, type CommandName, type DeclaredOption, type Values } from './declared-options.ts';
import { checkTogether, flagOf } from './option-rules.ts';
import { sentenceOf } from './parse-error.ts';

/** A command line, read. */
export type Parsed = Request | { readonly command: 'help' | 'version'; readonly text: string };

/** What a command was asked for. */
export interface Request {
  readonly command: CommandName;
  /** File of a finding; '' for commands that take none. */
  readonly finding: string;
  /** Files, folders and patterns that hold services or scenarios; none where the program brings scenarios along. */
  readonly files: readonly string[];
  readonly values: Values;
  /** The options that decide which runs are made, as they were given, without the seed. */
  readonly words: readonly string[];
  /** The options that were given for other scenarios of the program. */
  readonly others: readonly string[];
}

/** The name of a program, and what it has in addition to the commands. */
export interface ProgramForm {
  /** As it is typed, such as `npx restate-sim`. */
  readonly name: string;
  readonly version: string;
  /** Whether it brings scenarios along, so that its commands need no files and `run` need not be typed. */
  readonly hasScenarios: boolean;
  /** Options of its own, each of which names other scenarios that it brings along. */
  readonly others?: readonly { readonly flag: string; readonly about: string }[];
}

/**
 * Reads a command line.
 * @param args what follows the program's name
 * @throws {UsageError} in one sentence, which says what is wrong and what to write instead
 */
export function parseCommand(args: readonly string[], form: ProgramForm): Parsed {
  let request: Request | undefined;
  let shown = '';
  const program = programOf(form, (found) => (request = found));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => (shown += text),
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_WIDTH,
    });
  }
  try {
    program.parse(args.length === 0 && !form.hasScenarios ? ['--help'] : [...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw sentenceOf(error, args, form);
    return { command: error.code === 'commander.version' ? 'version' : 'help', text: shown.trimEnd() };
  }
  if (request === undefined) throw new UsageError('INVALID_ARGUMENTS', `${form.name} was given no command.`);
  checkTogether(request.values);
  return request;
}

const HELP_WIDTH = 80;

const COMMANDS: Readonly<Record<CommandName, { readonly about: string; readonly takesFinding: boolean }>> = {
  run: { about: 'search for failures, in scenarios or in a workload derived from services', takesFinding: false },
  upgrade: {
    about: 'is this deploy safe: deploy NEW at every point at which work of OLD can stand',
    takesFinding: false,
  },
  versions: { about: 'run the same seeds on restate-server 1.7 and 1.8, and say what differs', takesFinding: false },
  replay: { about: 'run a saved finding again, or each one of a folder', takesFinding: true },
  debug: { about: 'look at one run step by step, and branch from it; type help there', takesFinding: false },
  mcp: { about: 'serve the tools of this command to coding agents, on standard input and output', takesFinding: false },
  report: { about: 'write a saved finding as an HTML page', takesFinding: true },
  promote: { about: 'move a finding into the corpus, whose findings a test suite replays', takesFinding: true },
  list: { about: 'list services, handlers and scenarios', takesFinding: false },
  journals: { about: 'export journals from a server, through its admin API', takesFinding: false },
  'judge-journals': { about: 'judge exported journals by the invariants of scenarios', takesFinding: true },
  'replay-journals': { about: 'replay exported journals on the services of a checkout', takesFinding: true },
};

const EXIT_STATUS = `
Exit status: 0 everything held, 1 something is broken, 2 undecided or not
exercised, 3 usage or input error. Nothing is sent anywhere.`;

function programOf(form: ProgramForm, act: (request: Request) => void): Command {
  const program = new Command(form.name)
    .usage(form.hasScenarios ? '[command] [options] [files...]' : '<command> [options] [files...]')
    .version(form.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this, or the help of a command')
    .helpCommand(false)
    .configureHelp({
      sortSubcommands: false,
      subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`,
    });
  for (const name of Object.keys(COMMANDS) as CommandName[]) addCommand(program, name, form, act);
  const [run] = program.commands;
  const others = `\nThe options of run follow; \`${form.name} replay --help\` lists those of replay.\n\n`;
  program.addHelpText('after', () => `${others}${run === undefined ? '' : optionsHelp(run)}${EXIT_STATUS.trimStart()}`);
  return program;
}

function addCommand(program: Command, name: CommandName, form: ProgramForm, act: (request: Request) => void): void {
  const { about, takesFinding } = COMMANDS[name];
  const command = program.command(name, { isDefault: name === 'run' && form.hasScenarios }).description(about);
  if (name === 'replay-journals' || name === 'judge-journals')
    command.argument('<journals>', 'a file of exported journals, or a folder with such files');
  else if (name === 'debug')
    command.argument('[finding]', 'file of a finding or a plan; else --seed and --path name a run');
  else if (takesFinding) command.argument('<finding>', 'file of a finding; FILE.jsonl:LINE where a file holds many');
  const which = 'TypeScript or JavaScript, folders or patterns, with services or scenarios';
  if (name === 'upgrade') {
    command.argument('<old>', 'what runs now: a file or a folder with services or scenarios, or git:REV:path');
    command.argument('<new>', 'what is to be deployed, likewise');
  } else if (name === 'journals') {
    command.addArgument(new Argument('<action>', 'what is done with journals').choices(['export']));
  } else command.argument('[files...]', form.hasScenarios ? which : `${which} (default: those of the config)`);
  const given: Given = new Map();
  for (const [key, declared] of Object.entries(OPTIONS) as [keyof Values, DeclaredOption][]) {
    if (declared.commands.includes(name)) command.addOption(optionOf(key, declared, given));
  }
  const own = (form.others ?? []).map(({ flag, about }) => ({ flag, option: new Option(flag, about) }));
  if (name === 'run' || name === 'list')
    for (const { option } of own) command.addOption(option.helpGroup('What is searched:'));
  command.addHelpText('after', EXIT_STATUS);
  command.action((...args: readonly unknown[]) => {
    const { finding, files, upgradeTo } = wordsOf(name, takesFinding, args);
    const values: Values & Record<string, unknown> = { ...command.opts<Values>(), ...upgradeTo };
    const words = [...given.values(), ...(values.keepGoing === true ? [flagOf('keepGoing')] : [])].flat();
    const others = own.flatMap(({ flag, option }) => (values[option.attributeName()] === true ? [flag] : []));
    act({ command: name, finding, ...withFiles(files, values), words, others });
  });
}

/** The words of a command line that are no options. */
function wordsOf(
  name: CommandName,
  takesFinding: boolean,
  args: readonly unknown[],
): Pick<Request, 'finding' | 'files'> & { readonly upgradeTo?: Pick<Values, 'upgradeTo'> } {
  if (name === 'upgrade') {
    return { finding: '', files: [String(args[0])], upgradeTo: { upgradeTo: String(args[1]) } };
  }
  if (name === 'journals') return { finding: '', files: [] };
  if (name === 'debug') {
    // With --seed and --path there is no finding, and the first word is a file.
    const words = [args[0], ...(args[1] as readonly unknown[])].filter((word) => word !== undefined).map(String);
    const isFinding = /\.json$|\.jsonl:\d+$/.test(words[0] ?? '');
    return { finding: isFinding ? (words[0] ?? '') : '', files: isFinding ? words.slice(1) : words };
  }
  const [finding, files] = takesFinding ? [String(args[0]), args[1]] : ['', args[0]];
  return { finding, files: files as readonly string[] };
}

/** A scenario that is a file is one more file; any other value of `--scenario` is a name. */
function withFiles(files: readonly string[], values: Values): Pick<Request, 'files' | 'values'> {
  const more = values.scenario?.filter((name) => CODE.test(name)) ?? [];
  const scenario = values.scenario?.filter((name) => !CODE.test(name)) ?? [];
  return { files: [...files, ...more], values: { ...values, ...(values.scenario !== undefined && { scenario }) } };
}

const CODE = /\.[mc]?[jt]sx?$/;
/** They decide what is shown of runs, where it is written and how fast it is done, and not which runs are made. */
const NOT_REPEATED: ReadonlySet<keyof Values> = new Set([
  'seed',
  'upgradeTo',
  'how',
  'accept',
  'config',
  'noConfig',
  'hints',
  'allow',
  'report',
  'json',
  'junit',
  'coverage',
  'watch',
  'verbose',
  'workers',
  'admin',
  'tokenFile',
  'invocation',
  'service',
  'status',
  'deployment',
  'limit',
  'redact',
  'at',
  'update',
]);

/** The options that decide which runs are made, as words of the command line. */
type Given = Map<keyof Values, readonly string[]>;

/** Given twice, the last one counts: a script of a package can be overridden. @param given collects what was given */
function optionOf(name: keyof Values, { flags, about, group, read, repeats }: DeclaredOption, given: Given): Option {
  const option = new Option(flags, about).helpGroup(group);
  const flag = flagOf(name);
  // Commander takes what begins with "no-" as the denial of another option.
  option.negate = false;
  if (read === undefined) return option;
  return option.argParser((text, before: unknown) => {
    if (text.startsWith('--')) {
      throw new UsageError('OPTION_VALUE_REQUIRED', `${flag} needs a value before ${text}: ${flags}.`);
    }
    if (!NOT_REPEATED.has(name) && !(name === 'scenario' && CODE.test(text))) {
      given.set(name, [...(repeats === true ? (given.get(name) ?? []) : []), flag, text]);
    }
    const value = read(text, flag);
    return repeats === true ? [...((before as readonly unknown[] | undefined) ?? []), value] : value;
  });
}

function argumentsOf(command: Command): string {
  return command.registeredArguments.map((argument) => argumentWord(argument)).join(' ');
}

function argumentWord(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** The options of `run`, as its own help shows them: it has nearly all. */
function optionsHelp(run: Command): string {
  const help = run.helpInformation();
  return help.slice(help.indexOf('\nWhat is searched:') + 1, help.indexOf('\nOptions:') + 1);
}
