import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { importsOf } from '../toolchain/imports.ts';
import { lineNumber } from './changed-lines.ts';
import { mutated } from './mutants.ts';
import type { NamedMutant } from './sample.ts';

/** An error of the compiler. */
interface CompilerError {
  readonly file: string;
  readonly line: number;
  /** Of the syntax: then the compiler reports no others. */
  readonly isSyntax: boolean;
}

/**
 * Finds mutants that do not compile: `npm run check` refuses such a change, so it is no fault that tests have to find. One
 * run of the compiler checks many mutants. Where a file has errors, the mutants at their lines are refused, and the others of
 * the file are checked again.
 * @param root a copy of the checkout
 * @returns those of these mutants that the compiler accepts, in their order
 */
export async function compiled(root: string, mutants: readonly NamedMutant[]): Promise<readonly NamedMutant[]> {
  const accepted = new Set<NamedMutant>();
  for (let left = mutants; left.length > 0;) {
    const batch = [...Map.groupBy(left, ({ file }) => file).values()].flatMap(apart);
    const { fine, refused } = await checked(root, batch);
    for (const mutant of fine) accepted.add(mutant);
    left = left.filter((mutant) => !fine.includes(mutant) && !refused.includes(mutant));
  }
  return mutants.filter((mutant) => accepted.has(mutant));
}

/** @returns the mutants of one file that do not change the same lines, from the end of the file to its beginning */
function apart(mutants: readonly NamedMutant[]): NamedMutant[] {
  const found: NamedMutant[] = [];
  for (const mutant of mutants.toSorted((a, b) => b.start - a.start)) {
    const later = found.at(-1);
    if (later === undefined || mutant.end + SPACE < later.start) found.push(mutant);
  }
  return found;
}

/** Changes that are closer than this, in characters, may be in the same line. */
const SPACE = 160;

async function checked(
  root: string,
  batch: readonly NamedMutant[],
): Promise<{ readonly fine: readonly NamedMutant[]; readonly refused: readonly NamedMutant[] }> {
  const byFile = Map.groupBy(batch, ({ file }) => file);
  const originals = new Map<string, string>();
  for (const [file, mutants] of byFile) {
    const text = readFileSync(join(root, file), 'utf8');
    originals.set(file, text);
    writeFileSync(join(root, file), mutants.reduce(mutated, text));
  }
  const errors = errorsIn(await compilerOutput(root));
  for (const [file, text] of originals) writeFileSync(join(root, file), text);
  // A change of one file may be an error in a file that imports it.
  const elsewhere = [...new Set(errors.map(({ file }) => file))].filter((file) => !byFile.has(file));
  const causes = new Set(importsOf(elsewhere, root).map(({ to }) => to));
  const isComplete = !errors.some(({ isSyntax }) => isSyntax);
  const fine: NamedMutant[] = [];
  const refused: NamedMutant[] = [];
  for (const [file, mutants] of byFile) {
    const own = errors.filter((error) => error.file === file);
    if (own.length === 0 && !causes.has(file)) fine.push(...(isComplete ? mutants : []));
    else refused.push(...causesOf(own, mutants, originals.get(file) ?? ''));
  }
  return { fine, refused };
}

/** @returns the mutants at the lines of the errors, and otherwise one of them, so that each round decides something */
function causesOf(
  errors: readonly CompilerError[],
  mutants: readonly NamedMutant[],
  text: string,
): readonly NamedMutant[] {
  const found = mutants.filter((mutant) => {
    // Changes above may have removed lines.
    const removed = mutants
      .filter(({ end }) => end <= mutant.start)
      .reduce((sum, { start, end, replacement }) => sum + lines(text.slice(start, end)) - lines(replacement), 0);
    const line = lineNumber(text, mutant) - removed;
    return errors.some((error) => error.line >= line && error.line <= line + lines(mutant.replacement));
  });
  return found.length > 0 ? found : mutants.slice(0, 1);
}

function lines(text: string): number {
  return text.split('\n').length - 1;
}

/** @returns the errors that the compiler prints */
export function errorsIn(output: string): readonly CompilerError[] {
  const found = output.matchAll(/^(\S+?\.tsx?)\((\d+),\d+\): error TS(\d+)/gm);
  return [...found].map(([, file = '', line, code = '']) => ({
    file,
    line: Number(line),
    isSyntax: /^1\d\d\d$/.test(code),
  }));
}

/** @returns what the compiler prints about a checkout, or about a project in it */
export function compilerOutput(root: string, project = 'tsconfig.json'): Promise<string> {
  const require = createRequire(import.meta.url);
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  return new Promise((resolve) => {
    const args = [tsc, '--pretty', 'false', '--project', project];
    execFile(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 }, (_error, out) => resolve(out));
  });
}
