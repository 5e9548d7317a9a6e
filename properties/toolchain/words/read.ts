import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../imports.ts';
import { EXCUSED } from './exceptions.ts';
import { partsOf, piecesOf } from './pieces.ts';
import { REFUSED_WORDS, type RefusedWord } from './refused-words.ts';

/** A refused word in a file. */
export interface Reading {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly found: string;
  readonly write: string;
}

/** @returns every file that people read as text, paths from the root, with slashes */
export function texts(): readonly string[] {
  const rooms = '{sim,objects,properties,scenarios,reports,docs}/**/*.{ts,tsx,md,mjs,cjs,css}';
  const files = globSync([rooms, '*.{md,ts,json}', '.oxlintrc.json', '.ci/run'], {
    cwd: ROOT,
    exclude: ['**/node_modules/**', '**/dist/**', 'docs/api/**', 'package-lock.json'],
  });
  return files.map((file) => file.replaceAll('\\', '/')).toSorted();
}

/** @returns the refused words of the files that are not excused, in order */
export function refusedIn(files: readonly string[]): readonly Reading[] {
  return files.flatMap((file) => readingsOf(file, readFileSync(join(ROOT, file), 'utf8')));
}

/** @returns the refused words of one file, its name included */
export function readingsOf(file: string, content: string): readonly Reading[] {
  const excused = EXCUSED.filter(({ files }) => files.test(file));
  if (excused.some(({ words }) => words === 'all')) return [];
  const isExcused = (found: string): boolean =>
    excused.some(({ words }) => words !== 'all' && words.includes(found.toLowerCase()));
  const lineOf = (at: number): number => content.slice(0, at).split('\n').length;
  const inName = refusedName(file);
  const readings: Reading[] = inName === undefined ? [] : [{ file, line: 1, ...inName }];
  for (const { kind, text, at } of piecesOf(file, content)) {
    if (kind === 'prose')
      for (const one of refusedProse(text)) readings.push({ file, line: lineOf(at + one.at), ...one });
    else {
      const refused = refusedName(text);
      if (refused !== undefined) readings.push({ file, line: lineOf(at), ...refused });
    }
  }
  return readings
    .filter(({ found }) => !isExcused(found))
    .map(({ line, found, write }) => ({ file, line, found, write }));
}

function refusedProse(text: string): readonly { found: string; write: string; at: number }[] {
  return REFUSED_WORDS.flatMap(({ prose, write }) =>
    [...text.matchAll(new RegExp(prose, `${prose.flags}g`))].map((match) => ({
      found: match[0],
      write,
      at: match.index,
    })),
  );
}

function refusedName(name: string): { found: string; write: string } | undefined {
  const parts = partsOf(name);
  const isRefused = ({ part, prose }: RefusedWord): boolean =>
    (part !== undefined && parts.includes(part)) || (part === undefined && /[A-Z]_/.test(name) && prose.test(name));
  const refused = REFUSED_WORDS.find(isRefused);
  return refused === undefined ? undefined : { found: refused.part ?? name, write: refused.write };
}
