import { describeCommand } from '../journal/replay.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Replayed } from './prefix-replay.ts';
import type { KnownState } from './state-of.ts';

/** What one prefix of a journal comes to on a checkout. Plain data. */
export type PrefixVerdict =
  | { readonly kind: 'goes on' }
  /** The code issues another command than the journal holds (error 570): every retry fails in the same way. */
  | {
      readonly kind: 'diverges';
      /** Number of the command in the journal, the input being 0. */
      readonly entry: number;
      readonly field: string;
      readonly recorded: string;
      readonly replayed: string;
      readonly cause: string;
      /** Where the code issues its command: `src/app.ts:14`. */
      readonly line?: string;
    }
  /** The code replays the journal and then fails, because of what it holds or by itself. */
  | { readonly kind: 'fails'; readonly code: number; readonly message: string; readonly line?: string }
  /** The service has no such handler any more. */
  | { readonly kind: 'gone'; readonly what: string; readonly line?: string }
  /** Something that a replay needs is missing. */
  | { readonly kind: 'unknown'; readonly why: string; readonly line?: string };

/** @param isRedacted whether values of the journal were replaced by their shapes */
export function verdictOf(
  { error, commands, waitsOutside }: Replayed,
  journal: readonly JournalEntry[],
  state: KnownState,
  isRedacted: boolean,
): PrefixVerdict {
  if (error === undefined) {
    return waitsOutside
      ? { kind: 'unknown', why: 'the code waits for something that is neither its context nor a timer' }
      : { kind: 'goes on' };
  }
  if (error.code === 570) {
    const { index = 0, field = '', recorded = '', replayed = '' } = error.mismatch ?? {};
    if (isRedacted && VALUES.has(field)) {
      return { kind: 'unknown', why: `the ${field} of entry ${index} is redacted, and the code gives another one` };
    }
    const cause = causeOf(index, field, replayed, journal);
    return { kind: 'diverges', entry: index, field, recorded, replayed, cause };
  }
  // What it read is nothing, because the export does not have it: a failure that follows says nothing.
  const unread = commands.find((command) => command.type === 'GetEagerState' && !state.knows(command.key));
  if (unread?.type === 'GetEagerState') {
    return { kind: 'unknown', why: `the state "${unread.key}" at its start is not in the journal` };
  }
  return { kind: 'fails', code: error.code, message: error.message };
}

/** Fields of commands that hold values of the user. */
const VALUES: ReadonlySet<string> = new Set([
  'value',
  'parameter',
  'result',
  'key',
  'idempotency key',
  'headers',
  'awakeable id',
]);

/** What has probably changed in the code. */
function causeOf(entry: number, field: string, replayed: string, journal: readonly JournalEntry[]): string {
  if (field !== 'command' && field !== '') return `the step has another ${field}`;
  const commands = journal.flatMap((row) => (row.kind === 'command' ? [describeCommand(row.command)] : []));
  const later = commands.indexOf(replayed, entry + 1);
  if (later > 0) {
    return later === entry + 1
      ? 'a step was removed here, or moved behind the next one'
      : 'steps were removed here, or moved';
  }
  return commands.indexOf(replayed) > 0
    ? 'a step was repeated or moved to here'
    : 'a step was inserted here, or the step of the journal was replaced or renamed';
}
