import { createReadStream } from 'node:fs';
import { UsageError } from '../core/errors.ts';
import { parsedJson } from '../core/parsed-json.ts';
import { FORMAT, FORMAT_VERSION, type ExportedJournal, type JournalsHeader } from './exported-journal.ts';
import { misfitOfHeader, misfitOfJournal } from './journals-schema.ts';

/** Longest line, in bytes: the journal of one invocation. */
const MAX_LINE_BYTES = 256 * 2 ** 20;

/**
 * Reads a file of journals, one after another.
 * @param header called with what the file says about all of them, before the first one is returned
 * @throws {UsageError} in one sentence, when the file is cut off, damaged, of another version or no file of journals
 */
export async function* readJournals(
  file: string,
  header: (header: JournalsHeader) => void = () => undefined,
): AsyncGenerator<ExportedJournal> {
  let count = 0;
  let number = 0;
  let end: number | undefined;
  for await (const line of linesOf(file)) {
    number++;
    if (number === 1) header(headerIn(line, file));
    else if (end !== undefined) throw bad(`${file} goes on after its last line (line ${number})`);
    else {
      const data = jsonIn(line, file, number);
      if (isEnd(data)) end = data.journals;
      else {
        yield journalIn(data, file, number);
        count++;
      }
    }
  }
  if (number === 0) throw bad(`${file} is empty: it is no file of journals`);
  if (end === undefined) throw bad(`${file} was cut off after ${count} journals: its last line is missing`);
  if (end !== count) throw bad(`${file} has ${count} journals and says that it has ${end}`);
}

function headerIn(line: string, file: string): JournalsHeader {
  let data: unknown;
  try {
    data = parsedJson(line);
  } catch {
    data = undefined;
  }
  if (typeof data !== 'object' || data === null || !('format' in data) || data.format !== FORMAT) {
    throw bad(`${file} is no file of journals: its first line lacks "format": "${FORMAT}"`, false);
  }
  const version = 'version' in data ? data.version : undefined;
  if (version !== FORMAT_VERSION) {
    throw bad(
      `${file} has version ${JSON.stringify(version)} of the format, and this restate-sim reads ${FORMAT_VERSION}`,
    );
  }
  const problem = misfitOfHeader(data);
  if (problem !== undefined) throw bad(`${file} is damaged: ${problem}`);
  return data as JournalsHeader;
}

function jsonIn(line: string, file: string, number: number): unknown {
  try {
    return parsedJson(line);
  } catch {
    throw bad(`Line ${number} of ${file} is not complete JSON: the file was cut off or damaged`);
  }
}

function isEnd(data: unknown): data is { readonly journals: number } {
  return typeof data === 'object' && data !== null && 'journals' in data && typeof data.journals === 'number';
}

function journalIn(data: unknown, file: string, number: number): ExportedJournal {
  const problem = misfitOfJournal(data, `line ${number}`);
  if (problem !== undefined) throw bad(`${file} is damaged: ${problem}`);
  const { size, ...journal } = data as ExportedJournal & { readonly size: number };
  if (journal.rows.length !== size) {
    throw bad(`Line ${number} of ${file} has ${journal.rows.length} rows and says that it has ${size}`);
  }
  return journal;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        parts.push(chunk.subarray(from, at));
        yield Buffer.concat(parts).toString('utf8');
        [parts, length, from] = [[], 0, at + 1];
      }
      parts.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > MAX_LINE_BYTES)
        throw bad(`${file} has a line of more than 256 MiB: it is no file of journals`, false);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw bad(`${file} cannot be read: ${WHY[code] ?? message}`, false);
  }
  if (length > 0) yield Buffer.concat(parts).toString('utf8');
}

const NEWLINE = 10;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'access is denied',
};

function bad(what: string, isExported = true): UsageError {
  return new UsageError('INVALID_JOURNALS', `${what}${isExported ? '; export it again' : ''}.`);
}
