import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyedRandom } from '../../sim/core/random.ts';
import { pointsOf, type Mutant } from './mutants.ts';
import { linesOf, type ChangedLines } from './changed-lines.ts';

/** The folders whose sources are mutated: what decides about runs, verdicts and pictures. */
export const MUTATED: readonly string[] = [
  'sim/server',
  'sim/attempt/fake',
  'sim/checks',
  'sim/simulation',
  'sim/search',
  'sim/trace',
  'sim/journal',
  'reports/data',
  'reports/layout',
];

/** A mutant with a name that does not depend on line numbers. */
export interface NamedMutant extends Mutant, ChangedLines {
  /** File, kind, the lines before and after, and the number among equal ones. */
  readonly id: string;
}

/** @returns these sources and those in these folders, without tests and what only tests use */
export function mutatedFiles(root: string, paths: readonly string[]): readonly string[] {
  return globSync(
    paths.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.ts`)),
    { cwd: root },
  )
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/'))
    .toSorted();
}

/**
 * @param root the checkout
 * @returns one mutant of each point of these files, in an order that follows from the seed. A sample is the beginning of it.
 *   Each mutant has its place by its own text: a change of the sources moves no other.
 */
export function shuffledMutants(root: string, files: readonly string[], seed: number): readonly NamedMutant[] {
  const random = new KeyedRandom(seed);
  const drawn = files
    .flatMap((file) => namedMutants(file, readFileSync(join(root, file), 'utf8')))
    .map((point) => {
      const places = point.map((mutant) => ({ mutant, place: random.unit('kind of mutant', mutant.id) }));
      return places.reduce((a, b) => (b.place < a.place ? b : a)).mutant;
    });
  return drawn
    .map((mutant) => ({ mutant, place: random.unit('mutant', mutant.id) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ mutant }) => mutant);
}

/** @returns each mutant of these files, in the order of the sources */
export function allMutants(root: string, files: readonly string[]): readonly NamedMutant[] {
  return files.flatMap((file) => namedMutants(file, readFileSync(join(root, file), 'utf8')).flat());
}

/** @returns all mutants of a source with their names, by point */
export function namedMutants(file: string, text: string): readonly (readonly NamedMutant[])[] {
  const times = new Map<string, number>();
  return pointsOf(file, text).map((point) =>
    point.map((mutant) => {
      const lines = linesOf(text, mutant);
      const name = `${file}: ${mutant.kind}: ${lines.before} -> ${lines.after}`;
      const number = (times.get(name) ?? 0) + 1;
      times.set(name, number);
      return { ...mutant, ...lines, id: `${name} #${number}` };
    }),
  );
}
