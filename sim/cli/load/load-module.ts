import { firstLine } from '../../core/first-line.ts';
import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { siteIn } from '../../attempt/ambient/remark.ts';
import { alsoLookFrom } from '../../attempt/sdk-shape.ts';
import { SimulationError, UsageError } from '../../core/errors.ts';
import { installHooks } from './hooks.ts';
import { reasonOf as reasonInShort } from '../../report/text-file.ts';
import { namesFile } from './specifier.ts';

/**
 * Loads a file, TypeScript or not, as `tsx` does.
 * @param run number of the run that the module and its imports are loaded again for; undefined where any will do
 * @returns its exports
 * @throws {UsageError} in one sentence, when it does not compile, imports what is missing, or throws
 */
export async function loadModule(file: string, run?: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  checkIsFile(file);
  try {
    installHooks(path);
    alsoLookFrom(path);
    const url = pathToFileURL(path);
    if (run !== undefined) url.searchParams.set('run', run);
    return flat((await import(url.href)) as Record<string, unknown>);
  } catch (error) {
    throw asUsageError(file, error);
  }
}

/** @throws {UsageError} for a pipe or a device, whose end loading might never reach, and where there is nothing */
function checkIsFile(file: string): void {
  try {
    if (statSync(file).isFile()) return;
  } catch (error) {
    throw new UsageError('FILE_NOT_FOUND', `${file} cannot be loaded: ${reasonInShort(error)}.`);
  }
  throw new UsageError('NOT_A_FILE', `${file} cannot be loaded: it is not a file.`);
}

/** The exports of a CommonJS file arrive under `default` as well. */
function flat(exports: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const whole = exports['module.exports'] ?? exports['default'];
  return typeof whole === 'object' && whole !== null && !Array.isArray(whole) ? { ...whole, ...exports } : exports;
}

function asUsageError(file: string, error: unknown): SimulationError {
  if (error instanceof SimulationError) return error;
  const reason = error instanceof Error ? error : new Error(String(error));
  const { wrong, line, column, what } = COMPILE_ERROR.exec(reason.message)?.groups ?? {};
  if (wrong !== undefined) {
    return new UsageError(
      'COMPILE_FAILED',
      `${relative('.', wrong)} does not compile: line ${line}, column ${Number(column) + 1}: ${what}`,
    );
  }
  const missing = /Cannot find (package|module) '([^']+)'/.exec(reason.message)?.[2];
  if (missing !== undefined) {
    const importer = importerIn(reason.message);
    const who =
      importer === undefined || importer === resolve(file) ? file : `${relative('.', importer)}, for ${file},`;
    return new UsageError('MODULE_NOT_FOUND', `${who} imports ${notFound(missing)}`);
  }
  const where = siteIn(reason.stack ?? '');
  const place = where === undefined ? '' : ` (${where.replace(/:\d+$/, '')})`;
  return new UsageError(
    'LOAD_FAILED',
    `${file} fails while it is loaded: ${reason.name}: ${withoutStop(reasonOf(reason))}${place}.`,
  );
}

/** @returns what was not found, and what to do: an installed package without its file, as in a workspace, was not built */
function notFound(missing: string): string {
  const [, name, file] =
    /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*node_modules)(.+)$/.exec(missing) ?? [];
  if (name !== undefined && file !== undefined)
    return `'${name.replaceAll('\\', '/')}', which has no file ${file}: build that package first, or install it again.`;
  return `'${missing}', which is not found: ${namesFile(missing) ? 'is it spelled right?' : 'is it installed (npm install)?'}`;
}

/** @returns what is wrong, in one line; of a schema library, whose message is a list over many lines, each issue */
function reasonOf(error: Error): string {
  const { issues } = error as { readonly issues?: unknown };
  if (!Array.isArray(issues) || issues.length === 0) return firstLine(error.message);
  return (issues as readonly Issue[])
    .map(({ path = [], message = '' }) => `${path.length === 0 ? '' : `${path.map(String).join('.')}: `}${message}`)
    .join('; ');
}

/** What schema libraries say of one wrong value, as far as they agree. */
interface Issue {
  readonly path?: readonly PropertyKey[];
  readonly message?: string;
}

/** How esbuild, which compiles for tsx, says where a file is wrong. */
const COMPILE_ERROR = /^(?<wrong>\S.*?):(?<line>\d+):(?<column>\d+): ERROR: (?<what>.*)$/m;

/** @returns the file that imports what is missing: as `import` says it, or `require` */
function importerIn(message: string): string | undefined {
  return /imported from (\S.*)$/m.exec(message)?.[1] ?? /^- (.+)$/m.exec(message)?.[1];
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
