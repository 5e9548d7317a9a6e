import { type Dirent, existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { UsageError } from '../../core/errors.ts';

const CODE = /(?<!\.d)\.[mc]?[jt]sx?$/;
/** Left out of folders: tests, hints, declarations, and what tools have written. */
const NOT_A_SERVICE = /\.(test|spec|hints|config)\.[mc]?[jt]sx?$/;
const LEFT_OUT = /(^|[\\/])(node_modules|dist|build|coverage|\.[^.\\/][^\\/]*)([\\/]|$)/;
/** What a file mentions that makes definitions or scenarios, or serves. */
const MENTIONS = /@restatedev\/|restate-sim/;

/**
 * Finds the files that arguments name: a file stands for itself, a folder for its files that import the SDK, a pattern
 * such as `src/**\/*.ts` for what it matches.
 * @returns paths as they were given, or relative to the working directory; in order, each once
 * @throws {UsageError} when there is no such file, or none in a folder
 */
export function filesNamed(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => filesOfOne(name)))];
}

/** @returns the folders that are there in which arguments can find another file */
export function foldersNamed(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => foldersOfOne(name)))];
}

function foldersOfOne(name: string): readonly string[] {
  if (existsSync(name)) return statSync(name).isDirectory() ? foldersIn(name) : [dirname(name)];
  const folder = dirname(name);
  return PATTERN.test(folder) || name.includes('**') ? foldersOfOne(folder) : [folder];
}

/** A folder, and all in it that are searched. */
function foldersIn(folder: string): readonly string[] {
  const inside = entriesOf(folder).filter((found) => found.isDirectory() && !LEFT_OUT.test(found.name));
  return [folder, ...inside.flatMap(({ name }) => foldersIn(join(folder, name)))];
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It was removed meanwhile, or cannot be read.
    return [];
  }
}

const PATTERN = /[*?[\]{}]/;

function filesOfOne(name: string): readonly string[] {
  if (existsSync(name)) return statSync(name).isDirectory() ? filesIn(name) : [name];
  if (!PATTERN.test(name)) throw new UsageError('FILE_NOT_FOUND', `There is no file ${name}.`);
  const found = globSync(name).filter((file) => CODE.test(file) && statSync(file).isFile());
  if (found.length > 0) return found.toSorted();
  throw new UsageError('FILE_NOT_FOUND', `No JavaScript or TypeScript file matches ${name}.`);
}

function filesIn(folder: string): readonly string[] {
  const inside = globSync('**/*', { cwd: folder, exclude: (path) => LEFT_OUT.test(path) }).filter(
    (path) => CODE.test(path) && !NOT_A_SERVICE.test(path),
  );
  const found = inside
    .map((path) => join(folder, path))
    .filter((file) => statSync(file).isFile() && MENTIONS.test(readFileSync(file, 'utf8')));
  if (found.length > 0) return found.toSorted();
  const where = folder.endsWith(sep) || folder.endsWith('/') ? folder.slice(0, -1) : folder;
  throw new UsageError(
    'FILE_NOT_FOUND',
    `No file in ${where} imports @restatedev/restate-sdk: name the files that have the services.`,
  );
}
