import { itemAt } from '../core/item-at.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import { UsageError } from '../core/errors.ts';
import { OPTIONS, type Values } from './declared-options.ts';

type Name = keyof Values;

/**
 * Refuses options that mean nothing together. Whatever passes here has its effect.
 * @throws {UsageError} in one sentence, which says what to leave out or to add
 */
export function checkTogether(values: Values): void {
  const given = (Object.keys(values) as Name[]).filter((name) => values[name] !== undefined);
  for (const rule of RULES) {
    const wrong = rule.about.find((name) => given.includes(name));
    const text = wrong === undefined ? undefined : rule.refuses(values, flagOf(wrong));
    if (text !== undefined) throw new UsageError(rule.code, text);
  }
  checkOutputs(values);
}

interface Rule {
  /** Options of which at least one is given. */
  readonly about: readonly Name[];
  readonly code: ErrorCode;
  /** @returns the sentence, when the rule is broken */
  refuses(values: Values, flag: string): string | undefined;
}

const RULES: readonly Rule[] = [
  {
    about: ['noConfig'],
    code: 'OPTION_CONFLICT',
    refuses: ({ config }) =>
      config === undefined
        ? undefined
        : `--config ${config} and --no-config exclude each other; leave one of them out.`,
  },
  {
    about: ['path'],
    code: 'OPTION_REQUIRED',
    refuses: ({ seed }) =>
      seed === undefined ? '--path names a run of a seed; give the seed too: --seed N --path P.' : undefined,
  },
  {
    about: ['runs', 'time', 'enough', 'keepGoing', 'shard', 'workers'],
    code: 'OPTION_CONFLICT',
    refuses: ({ path }, flag) =>
      path === undefined ? undefined : `${flag} is about many runs, and --path is one run; leave one of them out.`,
  },
  {
    about: ['path'],
    code: 'OPTION_CONFLICT',
    refuses: ({ strategy }) =>
      strategy === 'exhaustive'
        ? '--path names a generated run, and --strategy exhaustive generates none; leave one of them out.'
        : undefined,
  },
  {
    about: [
      'report',
      'junit',
      'coverage',
      'watch',
      'shard',
      'enough',
      'keepGoing',
      'workers',
      'strategy',
      'bounds',
      'horizon',
      'allow',
    ],
    code: 'OPTION_CONFLICT',
    refuses: ({ engine }, flag) =>
      engine === 'server' ? `${flag} is about runs of the simulator; leave it out with --engine server.` : undefined,
  },
  {
    about: ['coverage'],
    code: 'OPTION_CONFLICT',
    refuses: ({ workers = 1 }) =>
      workers > 1 ? '--coverage counts what one thread runs; leave it out, or leave out --workers.' : undefined,
  },
  {
    about: ['serverMode'],
    code: 'OPTION_REQUIRED',
    refuses: ({ engine }) =>
      engine === 'server' ? undefined : '--server-mode sets up a real server; add --engine server, or leave it out.',
  },
  {
    about: ['upgradeTo'],
    code: 'OPTION_CONFLICT',
    refuses: ({ engine }) =>
      engine === 'server'
        ? 'A real server cannot be made to deploy at a given point; leave --engine server out.'
        : undefined,
  },
  {
    about: ['how'],
    code: 'OPTION_REQUIRED',
    refuses: ({ upgradeTo }) =>
      upgradeTo === undefined ? '--how is about a new version; name it with --upgrade-to, or leave it out.' : undefined,
  },
  {
    about: ['bounds'],
    code: 'OPTION_REQUIRED',
    refuses: ({ strategy }) =>
      strategy === 'exhaustive'
        ? undefined
        : '--bounds limits the strategy exhaustive; add --strategy exhaustive, or leave it out.',
  },
];

/** Two results must not overwrite each other, and a page is not for a terminal. */
function checkOutputs(values: Values): void {
  if (values.report === '-') {
    throw new UsageError('OPTION_CONFLICT', '--report writes a page, which takes a file; - is for --json and --junit.');
  }
  const outputs = (['report', 'json', 'junit'] as const).filter((name) => values[name] !== undefined);
  for (const [index, one] of outputs.entries()) {
    const other = outputs.slice(index + 1).find((name) => values[name] === values[one]);
    if (other === undefined) continue;
    const where = values[one] === '-' ? 'standard output' : values[one];
    throw new UsageError(
      'OPTION_CONFLICT',
      `${flagOf(one)} and ${flagOf(other)} both write to ${where}; name two files.`,
    );
  }
}

/** @returns the option as it is typed, such as `--server-mode` */
export function flagOf(name: Name): string {
  return itemAt(OPTIONS[name].flags.split(' '), 0);
}
