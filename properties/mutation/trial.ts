import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KnownTests } from './known-tests.ts';
import { mutated } from './mutants.ts';
import type { NearestTests } from './nearest-tests.ts';
import type { NamedMutant } from './sample.ts';
import type { WarmTests } from './warm-tests.ts';

/** What became of a mutant. */
export type Fate =
  /** A test failed. */
  | { readonly type: 'killed'; readonly by: string; readonly near: boolean }
  /** The tests did not end in time, or their process crashed. */
  | { readonly type: 'timeout'; readonly near: boolean }
  /** All tests that ran passed; so many related ones did not fit into the time for one mutant. */
  | { readonly type: 'survived'; readonly notRun: number };

/** Where mutants are tried. */
export interface Trial {
  /** A copy of the checkout. The mutant is in it only while its tests run. */
  readonly root: string;
  readonly tests: Pick<WarmTests, 'run'>;
  readonly known: KnownTests;
  /** How long far tests may take for one mutant, as measured without it, in ms. */
  readonly farMs: number;
}

/** Far tests run in groups of so many ms: the first group with a failure is the last. */
const GROUP_MS = 6_000;
/** A busy machine is slower than it was when the tests were measured. */
const PATIENCE = 6;
const START_MS = 30_000;

/** Runs the tests of one mutant: near ones first, then those of its wing and far ones, from the most promising on, until one fails. */
export async function tryMutant(trial: Trial, mutant: NamedMutant, { near, wing, far }: NearestTests): Promise<Fate> {
  const { known, farMs } = trial;
  const usable = [wing, far].flatMap((files) => known.inOrder(files.filter((file) => known.isUsable(file))));
  const affordable = affordableOf(usable, known, farMs);
  const groups = [near, ...groupsOf(affordable, known)];
  for (const [number, files] of groups.entries()) {
    const fate = await tryGroup(trial, mutant, files, number === 0);
    if (fate !== undefined) return fate;
  }
  return { type: 'survived', notRun: wing.length + far.length - affordable.length };
}

/** @returns undefined when all of these tests pass, without those that also fail without the mutant */
async function tryGroup(
  trial: Trial,
  mutant: NamedMutant,
  group: readonly string[],
  near: boolean,
): Promise<Fate | undefined> {
  const { root, tests, known } = trial;
  for (;;) {
    const files = group.filter((file) => known.isUsable(file));
    if (files.length === 0) return undefined;
    const path = join(root, mutant.file);
    const original = readFileSync(path, 'utf8');
    writeFileSync(path, mutated(original, mutant));
    const limitMs = START_MS + PATIENCE * files.reduce((ms, file) => ms + known.timeOf(file), 0);
    let ended = await tests.run(files, limitMs);
    // Another program may have kept the machine busy: a loop does not end in three times the time either.
    if (ended.type === 'timeout') ended = await tests.run(files, 3 * limitMs);
    writeFileSync(path, original);
    known.learn(ended);
    if (ended.type === 'ended' && ended.outcome.failed === undefined) return undefined;
    // The mutant is the cause only if the same tests pass without it.
    if (ended.type !== 'ended') {
      const failing = await failsUnchanged(files, trial);
      if (!failing) return { type: 'timeout', near };
      continue;
    }
    const by = ended.outcome.failed ?? '';
    const [file = ''] = by.split(' > ');
    if (files.includes(file) && !(await known.passesUnchanged(file, tests))) continue;
    known.hasKilled(file);
    return { type: 'killed', by, near };
  }
}

async function failsUnchanged(files: readonly string[], { known, tests }: Trial): Promise<boolean> {
  let fails = false;
  for (const file of files) fails = !(await known.passesUnchanged(file, tests)) || fails;
  return fails;
}

function affordableOf(files: readonly string[], known: KnownTests, limitMs: number): string[] {
  let spent = 0;
  return files.filter((file) => (spent += known.timeOf(file)) <= limitMs);
}

function groupsOf(files: readonly string[], known: KnownTests): string[][] {
  const groups: string[][] = [];
  let spent = Infinity;
  for (const file of files) {
    if (spent + known.timeOf(file) > GROUP_MS) {
      groups.push([]);
      spent = 0;
    }
    groups.at(-1)?.push(file);
    spent += known.timeOf(file);
  }
  return groups;
}
