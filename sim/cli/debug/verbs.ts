import type { DebugSession } from '../../debug/debug-session.ts';
import { UsageError } from '../../core/errors.ts';
import { similarNames } from '../similar-names.ts';

/** A line that a user has typed, read. */
export interface Asked {
  readonly verb: Verb;
  /** What follows the verb; '' where nothing does. */
  readonly rest: string;
}

export type Verb =
  | 'where'
  | 'step'
  | 'back'
  | 'goto'
  | 'state'
  | 'journals'
  | 'waiting'
  | 'what-else'
  | 'branch'
  | 'runs'
  | 'use'
  | 'save'
  | 'help'
  | 'quit';

/** How a verb is typed, and what it does. */
export interface VerbForm {
  readonly short: string;
  readonly takes: string;
  readonly about: string;
}

/** The verbs, their short forms, what may follow, and what they do. */
export const VERBS: Readonly<Record<Verb, VerbForm>> = {
  where: { short: '', takes: '', about: 'the step, its time, what happened' },
  step: { short: 's', takes: '[N]', about: 'go forward' },
  back: { short: 'b', takes: '[N]', about: 'go back' },
  goto: { short: 'g', takes: 'PLACE', about: 'N, +N, -N, start, end, fault, an entry (a@2), a step' },
  state: { short: '', takes: '[KEY]', about: 'the state of every key, or of one' },
  journals: { short: 'j', takes: '[ID]', about: 'journals, and how far the run is in each' },
  waiting: { short: 'i', takes: '', about: 'locks, inboxes and timers' },
  'what-else': { short: 'w', takes: '', about: 'what else could have happened at this step' },
  branch: { short: '', takes: 'OPTION', about: 'another option: its number, wait 1h, input JSON' },
  runs: { short: '', takes: '', about: 'the runs of this session' },
  use: { short: '', takes: 'RUN', about: 'go to another run of this session' },
  save: { short: '', takes: '[FILE]', about: 'keep it, shrunk: a finding, or a test (x.test.ts)' },
  help: { short: '?', takes: '', about: 'this list' },
  quit: { short: 'q', takes: '', about: 'end, as Ctrl-C and the end of the input do' },
};

/** @returns the line, read; undefined for an empty one. @throws {UsageError} in one sentence, when it has no verb */
export function readLine(line: string): Asked | undefined {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
  if (word === '') return undefined;
  const names = Object.keys(VERBS) as Verb[];
  const verb = names.find((name) => name === word || VERBS[name].short === word);
  if (verb !== undefined) return { verb, rest };
  const [similar] = similarNames(word, names);
  throw new UsageError(
    'UNKNOWN_COMMAND',
    `There is no verb "${word}"; ${similar === undefined ? '' : `did you mean ${similar}? `}help lists all of them.`,
  );
}

/** @returns a number of steps. @throws {UsageError} for text that is none */
export function countOf({ verb, rest }: Asked): number {
  if (rest === '') return 1;
  if (/^[1-9]\d{0,8}$/.test(rest)) return Number(rest);
  throw new UsageError('NOT_POSITIVE', `${verb} takes a number from 1 on, not "${rest}".`);
}

/** @returns the id of the option that a user means by its number, or by all of its name. @throws {UsageError} for none */
export function optionOf(session: DebugSession, rest: string): string {
  if (rest === '') throw new UsageError('OPTION_NOT_FOUND', 'branch takes an option: its number in what-else.');
  if (!/^\d+$/.test(rest)) return rest;
  const options = session.whatElse();
  const option = options[Number(rest) - 1];
  if (option !== undefined) return option.id;
  const known =
    options.length === 0 ? 'nothing else was possible here' : `what-else has the numbers 1 to ${options.length}`;
  throw new UsageError('OPTION_NOT_FOUND', `There is no option ${rest} at this step: ${known}.`);
}
