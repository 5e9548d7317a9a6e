import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export const ROOT: string = join(import.meta.dirname, '../..');

/** One relative import, export-from, `import()` or import type of a source file; paths from the root, with slashes. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** It brings types only, so nothing is loaded at run time. */
  readonly typeOnly: boolean;
}

/** @returns the TypeScript sources of the repository, paths from the root, with slashes; nothing that is installed or built */
export function sources(root: string = ROOT): readonly string[] {
  return globSync('{sim,objects,properties,scenarios,reports,docs}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  })
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted();
}

/** @returns every relative import of these files, in order */
export function importsOf(files: readonly string[], root: string = ROOT): readonly Import[] {
  return files.flatMap((from) =>
    specifiersOf(from, root)
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier, typeOnly }) => ({ from, to: posix.join(dirname(from), specifier), typeOnly })),
  );
}

interface Specifier {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function specifiersOf(file: string, root: string): readonly Specifier[] {
  const found: Specifier[] = [];
  const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'));
  const add = (source: { readonly value: string } | null, typeOnly: boolean): void => {
    if (source !== null) found.push({ specifier: source.value, typeOnly });
  };
  new Visitor({
    ImportDeclaration: ({ source, importKind, specifiers }) =>
      add(
        source,
        importKind === 'type' || allTypes(specifiers.map((one) => ('importKind' in one ? one.importKind : ''))),
      ),
    ExportNamedDeclaration: ({ source, exportKind, specifiers }) =>
      add(source, exportKind === 'type' || allTypes(specifiers.map((one) => one.exportKind ?? ''))),
    ExportAllDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
    ImportExpression: ({ source }) =>
      add(source.type === 'Literal' && typeof source.value === 'string' ? { value: source.value } : null, false),
    TSImportType: ({ source }) => add(source, true),
  }).visit(program);
  return found;
}

function allTypes(kinds: readonly string[]): boolean {
  return kinds.length > 0 && kinds.every((kind) => kind === 'type');
}
