import type { JournalMismatch } from '../attempt.ts';

/**
 * Reads both sides of a replay mismatch from the SDK's message.
 * @param index number of the command, if the error names one
 */
export function mismatchOf(text: string, index: number): JournalMismatch {
  if (/^\s*'await' could not be replayed/m.test(text)) {
    return { index, recorded: 'no such await', replayed: 'an await', field: 'await' };
  }
  const commands = COMMANDS_DIFFER.exec(text);
  if (commands !== null) {
    // The message names the two sides the wrong way round: docs/internals/sdk-semantics.md
    const [, replayed = '', at, recorded = ''] = commands;
    return { index: Number(at), recorded, replayed, field: 'command' };
  }
  const [, field = '', recorded = '', replayed = ''] = DIFFERENCE.exec(text) ?? [];
  return { index, recorded: unquoted(recorded), replayed: unquoted(replayed), field };
}

const COMMANDS_DIFFER = /recorded the following: '(.*)' \(index '(\d+)'\)\s+- The current execution .*: '(.*)'/;
/** Only the first of several differences. Bytes that are not UTF-8 appear as a list. */
const DIFFERENCE = /- Difference:\s+([\w ]+): (.*?) != (.*)/;

function unquoted(text: string): string {
  return /^'.*'$/s.test(text) ? text.slice(1, -1) : text;
}
