import { entryOf } from '../../../sim/attempt/sdk/stored.ts';
import type { Target } from '../../../sim/journal/command.ts';
import { UsageError } from '../../../sim/core/errors.ts';
import { parsedJson } from '../../../sim/core/parsed-json.ts';
import type { JournalEntry } from '../../../sim/journal/entry.ts';
import { versionInWords } from '../../../sim/search/plan/plan-schema.ts';
import { misfit, type Schema } from '../../../sim/search/plan/schema.ts';

/** A file is not a journal that this tool can replay; the message is one sentence. */
export class JournalFileError extends Error {}

const FORMAT = 'restate journal';
const VERSION = 1;

/** The journal of one invocation of a real server, as it stands in a file. */
export interface JournalFile {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Version of the server that has kept it. */
  readonly server: string;
  readonly invocation: string;
  readonly target: Target;
  /** How many rows there are, so that a file that was cut off is noticed. */
  readonly size: number;
  /** Rows of `sys_journal`: the type, and the message in hexadecimal digits. */
  readonly rows: readonly (readonly [type: string, raw: string])[];
}

/** @returns a journal as text for a file */
export function journalText(journal: Omit<JournalFile, 'format' | 'version' | 'size'>): string {
  const file: JournalFile = { format: FORMAT, version: VERSION, ...journal, size: journal.rows.length };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/**
 * Reads a journal from the text of a file.
 * @param name how the file is called, for the message
 * @throws {JournalFileError} in one sentence, when it is truncated, of another version or not a journal
 */
export function readJournal(text: string, name: string): JournalFile {
  let data: unknown;
  try {
    data = parsedJson(text);
  } catch {
    throw new JournalFileError(`${name} is not complete JSON: it was cut off or damaged; export it again.`);
  }
  if (typeof data !== 'object' || data === null || !('format' in data) || data.format !== FORMAT) {
    throw new JournalFileError(`${name} is no exported journal: it lacks "format": "${FORMAT}".`);
  }
  const version = 'version' in data ? data.version : undefined;
  if (version !== VERSION) {
    throw new JournalFileError(`${name} has ${versionInWords(version)}; this restate-sim reads ${VERSION}.`);
  }
  const problem = misfit(data, SCHEMA, 'it');
  if (problem !== undefined) throw new JournalFileError(`${name} is damaged: ${problem}; export it again.`);
  const file = data as JournalFile;
  if (file.rows.length !== file.size) {
    throw new JournalFileError(
      `${name} has ${file.rows.length} rows and says that it has ${file.size}: it was cut off.`,
    );
  }
  const odd = file.rows.findIndex((row) => row.length !== 2);
  if (odd >= 0) throw new JournalFileError(`${name} is damaged: it.rows[${odd}] must be a type and a message.`);
  return file;
}

const text: Schema = { type: 'string' };

const SCHEMA: Schema = {
  type: 'object',
  properties: {
    format: text,
    version: { type: 'integer' },
    server: text,
    invocation: text,
    target: {
      type: 'object',
      properties: { service: text, handler: text, key: text },
      required: ['service', 'handler'],
      additionalProperties: false,
    },
    size: { type: 'integer' },
    rows: { type: 'array', items: { type: 'array', items: text } },
  },
  required: ['server', 'invocation', 'target', 'size', 'rows'],
  additionalProperties: false,
};

/**
 * @returns the entries of a journal
 * @throws {UsageError} for one of an unknown type
 * @throws {JournalFileError} for one whose message cannot be read
 */
export function entriesOf({ rows }: JournalFile): readonly JournalEntry[] {
  return rows.map(([type, raw], place) => {
    try {
      return entryOf({ entry_type: type, raw, appendedAtMs: 0 });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new JournalFileError(`Row ${place} of the journal is damaged: it is not a message of the type "${type}".`);
    }
  });
}
