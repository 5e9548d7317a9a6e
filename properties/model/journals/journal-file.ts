import { entryOf } from '../../../sim/attempt/sdk/stored.ts';
import type { Target } from '../../../sim/journal/command.ts';
import type { JournalEntry } from '../../../sim/journal/entry.ts';

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
    data = JSON.parse(text);
  } catch {
    throw new JournalFileError(`${name} is not complete JSON: it was cut off or damaged; export it again.`);
  }
  if (typeof data !== 'object' || data === null || !('format' in data) || data.format !== FORMAT) {
    throw new JournalFileError(`${name} is no exported journal: it lacks "format": "${FORMAT}".`);
  }
  const file = data as JournalFile;
  const version: unknown = file.version;
  if (version !== VERSION) {
    const found = JSON.stringify(version);
    throw new JournalFileError(`${name} has format version ${found}; this restate-sim reads ${VERSION}.`);
  }
  if (!Array.isArray(file.rows) || file.rows.length !== file.size) {
    const rows = Array.isArray(file.rows) ? file.rows.length : 'no';
    throw new JournalFileError(`${name} has ${rows} rows and says that it has ${file.size}: it was cut off.`);
  }
  return file;
}

/** @returns the entries of a journal. @throws {UsageError} for one of an unknown type */
export function entriesOf({ rows }: JournalFile): readonly JournalEntry[] {
  return rows.map(([type, raw]) => entryOf({ entry_type: type, raw, appendedAtMs: 0 }));
}
