import { UsageError } from '../core/errors.ts';

/** What follows a command of `restate-sim`. */
export interface Arguments {
  /** File of a finding, for `replay` and `report`; else ''. */
  readonly finding: string;
  /** Files with services or scenarios. */
  readonly files: readonly string[];
  readonly hints: string | undefined;
  /** File that `report` writes. */
  readonly out: string;
  /** Everything else, which the search reads for itself. */
  readonly options: readonly string[];
  /** Whether data goes to standard output. */
  readonly json: boolean;
}

/** What `restate-sim` can do with files. */
export type CommandName = 'run' | 'replay' | 'report' | 'list';

const USAGE: Readonly<Record<CommandName, string>> = {
  run: 'npx restate-sim run ./my-services.ts',
  replay: 'npx restate-sim replay .sim/findings/FILE.json ./my-services.ts',
  report: 'npx restate-sim report .sim/findings/FILE.json ./my-services.ts',
  list: 'npx restate-sim list ./my-services.ts',
};

/** Options that stand alone; every other one has a value behind it. */
const ALONE: ReadonlySet<string> = new Set(['--verbose', '--help', '-h', '--version', '--list']);
const CODE = /\.[mc]?[jt]sx?$/;

/**
 * Tells files from options. A scenario that is a file is one more file; any other value of `--scenario` is a name.
 * @throws {UsageError} when there is no file, or one that is no code, or an option that the command has not
 */
export function readArguments(args: readonly string[], command: CommandName): Arguments {
  const files: string[] = [];
  const options: string[] = [];
  let hints: string | undefined;
  let out = 'report.html';
  const left = [...args];
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    const [name = '', inline] = arg.startsWith('--') ? split(arg) : [arg];
    if (!arg.startsWith('-')) files.push(arg);
    else if (ALONE.has(name) || !arg.startsWith('--')) options.push(arg);
    else {
      const value = inline ?? left.shift();
      if (value === undefined) throw new UsageError('OPTION_VALUE_REQUIRED', `${name} wants a value: ${name} VALUE.`);
      if (name === '--hints') hints = value;
      else if (name === '--out' && command === 'report') out = value;
      else if (name === '--scenario' && CODE.test(value)) files.push(value);
      else options.push(name, value);
    }
  }
  const finding = command === 'replay' || command === 'report' ? (files.shift() ?? '') : '';
  if (files.length === 0) {
    const what = finding === '' && command !== 'run' && command !== 'list' ? 'Say which finding, and ' : 'Say ';
    throw new UsageError('FILE_REQUIRED', `${what}which file has the services or scenarios: ${USAGE[command]}.`);
  }
  const data = files.find((file) => file.endsWith('.json'));
  if (data !== undefined) throw new UsageError('NOT_A_SOURCE_FILE', `${data} is no code. ${whatFor(data, command)}`);
  // What `run` and `replay` know is said where they read their options.
  const [unknown] = options;
  if (unknown !== undefined && (command === 'list' || command === 'report')) {
    throw new UsageError('UNKNOWN_OPTION', `\`${command}\` has no option ${unknown}: ${USAGE[command]}.`);
  }
  return { finding, files, hints, out, options, json: options[options.indexOf('--json') + 1] === '-' };
}

function whatFor(file: string, command: CommandName): string {
  if (command === 'replay' || command === 'report') return `The finding comes first: ${USAGE[command]}.`;
  return `Name the file with the services first, and if these are examples of inputs: --hints ${file}.`;
}

function split(arg: string): [string, string | undefined] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}
