import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tsconfigOf } from './project.ts';

/**
 * Finds the file of an import as TypeScript does where Node does not: `./x.js` for `x.ts`, no extension, a folder's
 * index, and names from `paths`.
 * @param parent URL of the importing file
 * @returns the URL of the file, or undefined where Node's own rules are to be used
 */
export function resolveLikeTypeScript(specifier: string, parent: string | undefined): string | undefined {
  if (parent === undefined || !parent.startsWith('file:') || parent.includes('/node_modules/')) return undefined;
  const from = fileURLToPath(parent);
  if (/^\.{1,2}(\/|$)/.test(specifier)) return fileAt(resolve(dirname(from), specifier));
  // The SDK is what Node finds, also where `paths` lead to its sources: those are another copy of it.
  if (/^([a-z]+:|\/|@restatedev\/restate-sdk)/.test(specifier)) return undefined;
  const { paths, base } = tsconfigOf(from);
  for (const [pattern, places] of Object.entries(paths)) {
    const match = matched(pattern, specifier);
    if (match === undefined) continue;
    for (const place of places) {
      const found = fileAt(resolve(base, place.replace('*', match)));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** @returns what the star stands for, '' without one; undefined when it does not match */
function matched(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : undefined;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = specifier.startsWith(head) && specifier.endsWith(tail) && specifier.length >= pattern.length - 1;
  return fits ? specifier.slice(head.length, specifier.length - tail.length) : undefined;
}

const ENDINGS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.json'];
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
};

function fileAt(path: string): string | undefined {
  const candidates = [path];
  for (const [ending, sources] of Object.entries(WRITTEN)) {
    if (path.endsWith(ending)) candidates.push(...sources.map((source) => path.slice(0, -ending.length) + source));
  }
  candidates.push(...ENDINGS.map((ending) => path + ending), ...ENDINGS.map((ending) => join(path, `index${ending}`)));
  const found = candidates.find((candidate) => isFile(candidate));
  return found === undefined ? undefined : pathToFileURL(found).href;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
