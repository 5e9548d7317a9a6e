import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the files of the user import, by path: files outside of packages. */
const imports = new Map<string, Set<string>>();

/** Called with each file that is noted for the first time. */
let isNoted: (file: string) => void = () => undefined;

/** From here on calls this with each file of the user that is loaded, read or looked for, before that happens. */
export function onFile(listener: (file: string) => void): void {
  isNoted = listener;
}

/** Notes a file that is read without an import, or looked for. */
export function noteFile(file: string): void {
  note(resolve(file));
}

function note(path: string): void {
  if (imports.has(path)) return;
  imports.set(path, new Set());
  isNoted(path);
}

/** Notes an import. @param importer, imported URLs */
export function noteImport(importer: string | undefined, imported: string): void {
  const [from, to] = [ownPath(importer), ownPath(imported)];
  if (to === undefined) return;
  note(to);
  if (from !== undefined) imports.get(from)?.add(to);
}

/** Notes an import of a file that is not there, which may come: by the names under which it would be found. */
export function noteMissing(importer: string | undefined, specifier: string): void {
  if (importer === undefined || !/^\.\.?\//.test(specifier)) return;
  for (const ending of ['', '.ts', '.tsx', '.js', '/index.ts']) {
    noteImport(importer, new URL(specifier + ending, importer).href);
  }
}

/** @returns the files that were noted so far, in the order of their names */
export function notedFiles(): readonly string[] {
  return [...imports.keys()].toSorted();
}

/** @returns these files, and all that they import directly or not, as far as they belong to the user */
export function withImports(files: readonly string[]): readonly string[] {
  const found = new Set(files);
  for (const file of found) for (const next of imports.get(file) ?? []) found.add(next);
  return [...found];
}

/** @returns the path of a file that belongs to the user: in no package, and not in this one; undefined for other URLs */
export function ownPath(url: string | undefined): string | undefined {
  if (url?.startsWith('file:') !== true || url.includes('/node_modules/') || url.startsWith(OURS)) return undefined;
  return fileURLToPath(url.replace(/[?#].*$/s, ''));
}

/** The folder of this library, from sources or built. */
const OURS = new URL('../../', import.meta.url).href;
