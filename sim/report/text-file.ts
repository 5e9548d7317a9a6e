import { lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { ErrorCode } from '../core/error-codes.ts';
import { UsageError } from '../core/errors.ts';
import { parsedJson } from '../core/parsed-json.ts';

/**
 * Reads a text file that a user names. A byte order mark at its beginning is dropped, as editors on Windows write one.
 * @param maxBytes a larger file is refused before it is read
 * @throws {UsageError} when it is a directory, a pipe or a device (which might never end), too large or unreadable
 */
export function readTextFile(file: string, maxBytes: number = MAX_TEXT_BYTES): string {
  try {
    const found = statSync(file);
    if (found.isDirectory()) throw new UsageError('IS_A_DIRECTORY', `${file} is a directory: name a file in it.`);
    if (!found.isFile()) throw new UsageError('NOT_A_FILE', `${file} is a pipe or a device; name a file.`);
    if (found.size > maxBytes) {
      const limit = maxBytes / 1024 / 1024;
      throw new UsageError('FILE_TOO_LARGE', `${file} is larger than the limit of ${limit} MB.`);
    }
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('FILE_UNREADABLE', `${file} cannot be read: ${reasonOf(error)}.`);
  }
}

/**
 * Reads a JSON file that a user names.
 * @param code of the error when it is not JSON
 * @throws {UsageError} as {@link readTextFile} does, and when it is not JSON
 */
export function readJsonFile(file: string, code: ErrorCode): unknown {
  const text = readTextFile(file);
  try {
    return parsedJson(text);
  } catch (error) {
    throw new UsageError(code, `${file} cannot be read as JSON: ${reasonOf(error)}.`);
  }
}

const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/**
 * Writes a file of our own folder, or overwrites it. A link there could lead anywhere, so it is refused, as is all that is
 * not a file.
 * @throws {UsageError} when there is something else in its place; other errors are those of Node
 */
export function writeOwnFile(file: string, text: string): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) {
    const what = found.isSymbolicLink()
      ? 'a symbolic link'
      : found.isDirectory()
        ? 'a directory'
        : 'a pipe or a device';
    throw new UsageError('WRITE_FAILED', `${file} cannot be written: it is ${what}; remove it first.`);
  }
  writeFileSync(file, text);
}

/** @returns the first clause of Node's message, without the call and the path */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split(',')[0] ?? error.message) : String(error);
}
