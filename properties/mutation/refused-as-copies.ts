import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutated } from './mutants.ts';
import { compiled, compilerOutput, errorsIn } from './refused-by-types.ts';
import type { NamedMutant } from './sample.ts';

/**
 * Finds mutants that do not compile, many of one file at a time: each is a copy of the source next to it, and one run of the
 * compiler checks all copies. An error that the change causes only in files that import it is not found.
 * @param root a copy of the checkout
 * @returns those of these mutants that the compiler accepts, in their order
 */
export async function compiledAsCopies(root: string, mutants: readonly NamedMutant[]): Promise<readonly NamedMutant[]> {
  if (mutants.length === 0) return [];
  const copies = mutants.map((mutant, number) => copyOf(mutant.file, `mutant-${number}`));
  const unchanged = [...new Set(mutants.map(({ file }) => file))];
  const texts = new Map(unchanged.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const files = [...copies, ...unchanged.map((file) => copyOf(file, 'unchanged'))];
  for (const file of unchanged) writeFileSync(join(root, copyOf(file, 'unchanged')), texts.get(file) ?? '');
  for (const [number, mutant] of mutants.entries())
    writeFileSync(join(root, copies[number] ?? ''), mutated(texts.get(mutant.file) ?? '', mutant));
  const project = 'tsconfig.mutants.json';
  writeFileSync(join(root, project), JSON.stringify({ extends: './tsconfig.json', include: [], files }));
  const wrong = new Set(errorsIn(await compilerOutput(root, project)).map(({ file }) => file));
  for (const file of [...files, project]) rmSync(join(root, file));
  // A copy of a class with private fields is another class: then the file itself has to be changed.
  const inPlace = mutants.filter(({ file }) => wrong.has(copyOf(file, 'unchanged')));
  const accepted = new Set(await compiled(root, inPlace));
  return mutants.filter((mutant, number) =>
    inPlace.includes(mutant) ? accepted.has(mutant) : !wrong.has(copies[number] ?? ''),
  );
}

function copyOf(file: string, name: string): string {
  return file.replace(/\.ts$/, `.${name}.ts`);
}
