import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { ROOT } from '../imports.ts';
import { partsOf } from '../words/pieces.ts';

/** Files that are named after what they are and not after what they export: entries, commands, settings. */
const OTHERWISE =
  /(^|\/|-)(index|main|bin|worker|types?|child|page)\.tsx?$|\.d\.ts$|\.(test|broken|browser|nested|installed)\.tsx?$/;

/** A file whose only exported value has another name. */
export interface Misnamed {
  readonly file: string;
  readonly exported: string;
}

/**
 * The files that export one value, and share no word with it or with a type that they export, endings aside: `shrink.ts` may
 * export `shrinker`, `temper.ts` may not export `Picks`. Files with several values are collections, and named after what they
 * collect.
 * @param files - paths from the root
 */
export function misnamed(files: readonly string[]): readonly Misnamed[] {
  return files.flatMap((file) => {
    if (OTHERWISE.test(file)) return [];
    const exported = exportsOf(file);
    const [value, ...others] = exported.filter(({ isType }) => !isType);
    if (value === undefined || others.length > 0) return [];
    const parts = exported.flatMap(({ name }) => partsOf(name));
    return fileParts(file).some((part) => hasStem(parts, part)) ? [] : [{ file, exported: value.name }];
  });
}

function fileParts(file: string): readonly string[] {
  return partsOf(basename(file).replace(/\.tsx?$/, ''));
}

function exportsOf(file: string): readonly { readonly name: string; readonly isType: boolean }[] {
  const { module } = parseSync(file, readFileSync(join(ROOT, file), 'utf8'));
  return module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName: { name }, isType }) => (name === null ? [] : [{ name, isType }])),
  );
}

/** Words agree when they begin alike: choice, choices; shrink, shrinker; serde, serdes. */
function hasStem(words: readonly string[], part: string): boolean {
  const stem = part.replace(/(ies|ing|es|ed|er|s|e|y)$/, '');
  return words.some((word) => word === part || (stem.length > 2 && word.startsWith(stem)));
}
