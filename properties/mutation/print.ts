import { judgementOf, type Judgement } from './judgements.ts';
import type { Result } from './results.ts';
import { inWords, scoreOf, type Score } from './score.ts';

/** The results of a sample, counted. Equivalent mutants do not count. */
export interface Summary {
  readonly seed: number;
  readonly mutants: number;
  readonly killed: number;
  /** How many of the killed ones a test near the source has killed. */
  readonly killedNear: number;
  readonly timeouts: number;
  readonly equivalent: number;
  readonly survived: number;
  readonly score: Score;
  readonly folders: Readonly<Record<string, Score>>;
  readonly survivors: readonly Survivor[];
  readonly equivalents: readonly Survivor[];
}

/** A mutant that no test noticed. */
export interface Survivor {
  /** File and line. */
  readonly place: string;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  /** What a user would see, or why nothing can differ; undefined when it is unjudged. */
  readonly judged: string | undefined;
  /** Related tests that did not fit into the time for one mutant. */
  readonly notRun: number;
}

/** @returns the results, counted for each folder */
export function summaryOf(
  seed: number,
  paths: readonly string[],
  results: readonly Result[],
  judgements: readonly Judgement[],
): Summary {
  const isEquivalent = ({ mutant, fate }: Result): boolean =>
    fate.type === 'survived' && judgementOf(judgements, mutant)?.verdict === 'equivalent';
  const counted = results.filter((one) => !isEquivalent(one));
  const dead = counted.filter(({ fate }) => fate.type !== 'survived');
  const scoreIn = (folder: string): Score => {
    const isIn = ({ mutant }: Result): boolean => mutant.file === folder || mutant.file.startsWith(`${folder}/`);
    return scoreOf(dead.filter(isIn).length, counted.filter(isIn).length);
  };
  const survivor = (one: Result): Survivor => survivorOf(one, judgements);
  return {
    seed,
    mutants: results.length,
    killed: dead.filter(({ fate }) => fate.type === 'killed').length,
    killedNear: dead.filter(({ fate }) => fate.type !== 'survived' && fate.near).length,
    timeouts: dead.filter(({ fate }) => fate.type === 'timeout').length,
    equivalent: results.length - counted.length,
    survived: counted.length - dead.length,
    score: scoreOf(dead.length, counted.length),
    folders: Object.fromEntries(paths.map((folder) => [folder, scoreIn(folder)])),
    survivors: counted.filter(({ fate }) => fate.type === 'survived').map(survivor),
    equivalents: results.filter(isEquivalent).map(survivor),
  };
}

/** @returns the report as lines of text */
export function inText(summary: Summary): string {
  const { seed, mutants, killed, killedNear, timeouts, equivalent, survived, score, folders, survivors } = summary;
  return [
    ...survivors.flatMap(({ place, kind, before, after, judged, notRun }) => [
      `${place}  ${kind}${notRun === 0 ? '' : ` (${notRun} slow related tests not run)`}`,
      `  - ${before}`,
      `  + ${after}`,
      `  ${judged === undefined ? 'unjudged' : `a user would see: ${judged}`}`,
      '',
    ]),
    ...Object.entries(folders).map(([folder, one]) => `${folder.padEnd(18)} ${inWords(one)}`),
    '',
    `seed ${seed}, ${mutants} mutants: ${killed} killed by a test, ${timeouts} by a timeout or crash ` +
      `(${killedNear} of these by near tests), ${equivalent} equivalent, ${survived} survived`,
    `score ${inWords(score)}`,
  ].join('\n');
}

function survivorOf({ mutant, line, fate }: Result, judgements: readonly Judgement[]): Survivor {
  return {
    place: `${mutant.file}:${line}`,
    kind: mutant.kind,
    before: mutant.before,
    after: mutant.after,
    judged: judgementOf(judgements, mutant)?.reason,
    notRun: fate.type === 'survived' ? fate.notRun : 0,
  };
}
