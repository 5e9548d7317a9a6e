import { valueFor } from '../core/value-for.ts';
import { itemAt } from '../core/item-at.ts';
import type { CommanderError } from 'commander';
import type { ErrorCode } from '../core/error-codes.ts';
import { UsageError } from '../core/errors.ts';
import { OPTIONS, type CommandName } from './declared-options.ts';

/** @returns the objection to a command that names no files, where no config names them either */
export function filesRequired(program: string, command: CommandName): UsageError {
  return usage('FILE_REQUIRED', missing(program, command, false));
}

/** @returns what the parser objects to, in one sentence that says what to write instead */
export function sentenceOf(
  error: CommanderError,
  args: readonly string[],
  { name: program, hasScenarios }: { readonly name: string; readonly hasScenarios: boolean },
): UsageError {
  const [said = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n');
  const [quoted = ''] = /'([^']*)'/.exec(said)?.slice(1) ?? [];
  const meant = /\(Did you mean (?:one of )?(.*)\?\)/.exec(suggestion)?.[1];
  const command = args.find((arg): arg is CommandName => EXAMPLES.has(arg as CommandName)) ?? 'run';
  const help = `\`${program} ${command} --help\` lists the options`;
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownOption(quoted, meant, { command, help });
    case 'commander.optionMissingArgument':
      return usage('OPTION_VALUE_REQUIRED', `${itemAt(quoted.split(' '), 0)} needs a value: ${quoted}.`);
    case 'commander.missingArgument':
      return usage('FILE_REQUIRED', missing(program, command, hasScenarios));
    case 'commander.unknownCommand':
      return usage(
        'UNKNOWN_COMMAND',
        `There is no command "${quoted}"${meant === undefined ? '' : ` (did you mean ${meant}?)`}; there are: ` +
          `${[...EXAMPLES.keys()].join(', ')}. \`${program} --help\` says more.`,
      );
    default:
      return usage('INVALID_ARGUMENTS', `${said}; ${help}.`);
  }
}

const EXAMPLES: ReadonlyMap<CommandName, string> = new Map([
  ['run', 'run ./my-services.ts'],
  ['upgrade', 'upgrade git:main:src/app.ts src/app.ts'],
  ['versions', 'versions ./my-services.ts'],
  ['replay', 'replay .sim/findings/FILE.json ./my-services.ts'],
  ['report', 'report .sim/findings/FILE.json ./my-services.ts'],
  ['promote', 'promote .sim/findings/FILE.json ./my-services.ts'],
  ['list', 'list ./my-services.ts'],
  ['journals', 'journals export --admin http://localhost:9070'],
  ['judge-journals', 'judge-journals journals.jsonl ./my.scenario.ts'],
  ['replay-journals', 'replay-journals journals.jsonl ./my-services.ts'],
]);

function unknownOption(
  given: string,
  meant: string | undefined,
  { command, help }: { readonly command: CommandName; readonly help: string },
): UsageError {
  const [flag = ''] = given.split('=');
  const known = Object.values(OPTIONS).find(({ flags }) => flags.split(' ')[0] === flag);
  if (known?.commands.includes(command) === true) {
    return usage('INVALID_ARGUMENTS', `${flag} takes no value; write ${flag} alone.`);
  }
  if (known !== undefined) {
    const some = known.commands.slice(0, MAX_OWNERS).map((name) => `\`${name}\``);
    const owners = [...some, ...(known.commands.length > MAX_OWNERS ? ['others'] : [])].join(' and ');
    return usage('UNKNOWN_OPTION', `\`${command}\` has no option ${flag}, which belongs to ${owners}; ${help}.`);
  }
  const renamed = REPLACED[flag];
  if (renamed !== undefined) return usage('UNKNOWN_OPTION', `There is no option ${flag}; write ${renamed}.`);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return usage('UNKNOWN_OPTION', `\`${command}\` has no option ${flag}${hint}; ${help}.`);
}

/** Commands that are named where an option belongs to them. */
const MAX_OWNERS = 2;

/** Options that became commands. */
const REPLACED: Readonly<Record<string, string>> = {
  '--replay': 'the command instead: replay FILE',
  '--promote': 'the command instead: promote FILE',
  '--list': 'the command instead: list',
};

function missing(program: string, command: CommandName, hasScenarios: boolean): string {
  const example = valueFor(EXAMPLES, command);
  if (command === 'upgrade') {
    return `Name two versions, what runs now and what is to be deployed: ${program} ${example}.`;
  }
  const takesFinding = example.includes('FILE.json');
  if (hasScenarios) return `Name the finding: ${program} ${example.replace(/ \S+$/, '')}.`;
  const what = takesFinding ? 'Name the finding, and the file that has its' : 'Name the file that has the';
  return `${what} services or scenarios: ${program} ${example}.`;
}

function usage(code: ErrorCode, text: string): UsageError {
  return new UsageError(code, text);
}
