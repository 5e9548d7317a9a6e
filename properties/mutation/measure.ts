import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../harness/command.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { lineNumber } from './changed-lines.ts';
import { KnownTests } from './known-tests.ts';
import { CheckoutCopy } from './checkout-copy.ts';
import { readJudgements } from './judgements.ts';
import { nearestTests, type NearestTests } from './nearest-tests.ts';
import { summaryOf, type Summary } from './print.ts';
import { compiledAsCopies } from './refused-as-copies.ts';
import { compiled } from './refused-by-types.ts';
import { CACHE, SavedResults, type Result } from './results.ts';
import { allMutants, mutatedFiles, shuffledMutants, type NamedMutant } from './sample.ts';
import { tryMutant } from './trial.ts';
import { WarmTests } from './warm-tests.ts';

export interface MeasureOptions {
  readonly seed: number;
  readonly sample: number;
  /** Sources, and folders with sources. */
  readonly paths: readonly string[];
  /** Whether a sample is drawn; otherwise each mutant is tried. */
  readonly isSample: boolean;
  /** How long far tests may run for one mutant, in ms as measured without it. */
  readonly farMs: number;
  readonly workers: number;
  readonly resume: boolean;
  /** Receives a line for each thing that is done. */
  readonly progress: (line: string) => void;
}

/** A copy of the checkout with a process that runs its tests. */
interface Place {
  readonly copy: CheckoutCopy;
  readonly tests: WarmTests;
}

/** Measures which share of a random sample of mutants, or of all, the tests kill. */
export async function measure(options: MeasureOptions): Promise<Summary> {
  const { seed, sample, paths, isSample, resume, progress, workers, farMs } = options;
  const saved = new SavedResults(isSample ? `seed-${seed}` : paths.join('+').replaceAll(/\W+/g, '-'), resume);
  using resources = new DisposableStack();
  const places = Array.from({ length: workers }, () => placeFor(resources));
  const [first] = places;
  if (first === undefined) throw new Error('At least one worker is needed.');
  const files = mutatedFiles(first.copy.root, paths);
  const mutants = isSample
    ? await chosen(first.copy.root, shuffledMutants(first.copy.root, files, seed), sample, saved, progress)
    : allMutants(first.copy.root, files).filter((mutant) => !saved.isRefused(mutant));
  const near = nearestTests(first.copy.root);
  const open = mutants.filter((mutant) => !saved.isKilled(mutant));
  const known = new KnownTests(join(CACHE, 'durations.json'));
  const queue = [...places];
  await inParallel(workers, open, async (mutant, number) => {
    const place = queue.pop();
    if (place === undefined) throw new Error('There are as many places as workers.');
    const result = await tried(place, mutant, near(mutant.file), known, farMs);
    queue.push(place);
    saved.add(result);
    known.save();
    progress(`${number + 1} of ${open.length}: ${lineOf(result)}`);
  });
  const results = mutants.flatMap((mutant) => saved.of(mutant) ?? []);
  const accepted = isSample ? results : await withoutRefused(first.copy.root, results, saved);
  return summaryOf(seed, paths, accepted, readJudgements());
}

function placeFor(resources: DisposableStack): Place {
  const copy = resources.use(new CheckoutCopy(ROOT));
  const tests = new WarmTests(copy.root);
  resources.defer(() => tests.close());
  return { copy, tests };
}

/** @returns the first mutants that compile, as many as the sample has */
async function chosen(
  root: string,
  shuffled: readonly NamedMutant[],
  sample: number,
  saved: SavedResults,
  progress: (line: string) => void,
): Promise<readonly NamedMutant[]> {
  progress(`${shuffled.length} points can be changed`);
  const found: NamedMutant[] = [];
  let refused = 0;
  for (let next = 0; found.length < sample && next < shuffled.length;) {
    const some = shuffled.slice(next, next + 2 * (sample - found.length));
    next += some.length;
    const unknown = some.filter((mutant) => !saved.has(mutant) && !saved.isRefused(mutant));
    const accepted = new Set(await compiled(root, unknown));
    for (const mutant of unknown) if (!accepted.has(mutant)) saved.addRefused(mutant);
    const usable = some.filter((mutant) => saved.has(mutant) || accepted.has(mutant));
    refused += some.length - usable.length;
    found.push(...usable);
    progress(`${found.length} mutants compile, ${refused} do not`);
  }
  return found.slice(0, sample);
}

/** Where nearly all are killed it takes less time to compile what survived than to compile all before. */
async function withoutRefused(root: string, results: readonly Result[], saved: SavedResults): Promise<Result[]> {
  const survivors = results.filter(({ fate }) => fate.type === 'survived').map(({ mutant }) => mutant);
  const accepted = new Set(await compiledAsCopies(root, survivors));
  const refused = new Set(survivors.filter((mutant) => !accepted.has(mutant)));
  for (const mutant of refused) saved.addRefused(mutant);
  return results.filter(({ mutant }) => !refused.has(mutant));
}

async function tried(
  { copy, tests }: Place,
  mutant: NamedMutant,
  nearest: NearestTests,
  known: KnownTests,
  farMs: number,
): Promise<Result> {
  const line = lineNumber(readFileSync(join(copy.root, mutant.file), 'utf8'), mutant);
  const fate = await tryMutant({ root: copy.root, tests, known, farMs }, mutant, nearest);
  return { mutant, line, fate };
}

function lineOf({ mutant, line, fate }: Result): string {
  const how = fate.type === 'killed' ? `killed by ${fate.by}` : fate.type;
  return `${mutant.file}:${line} ${mutant.kind}: ${how}`;
}
