import type { Bug } from './bug.ts';
import type { BugFigures, HunterFigures } from './figures.ts';
import { OURS, type Hunter } from './hunt.ts';

/** What is asked of the search on every bug of the corpus. */
export const GOALS = {
  /** Runs within which nine of ten searches have found it. */
  p90: 200,
  /** Of a story: twelve events, and the jumps of time between them. */
  lines: 18,
  /** What a shrunk plan says must happen: operations, troubles, holds and choices. */
  parts: 12,
  /** Processor time for one finding. */
  shrinkMs: 2_000,
  candidates: 2_000,
  /** A uniform walk finds a hard bug in fewer than one of so many runs. */
  hard: 50,
  hardBugs: 10,
} as const;

/** How many of the searches of a strategy may find what it cannot find in theory. */
const LUCK = 0.1;

/** @returns what the figures of one bug fall short of, each in a sentence */
export function shortfalls(bug: Bug, figures: BugFigures, seeds: number): string[] {
  const { shrinking, twin, broken } = figures;
  const mix = figuresBy(figures, OURS);
  const uniform = figures.hunters.find(({ hunter }) => hunter === 'uniform');
  const found: (readonly [boolean, string])[] = [
    [mix.misses > 0, `${OURS} missed it with ${mix.misses} of ${seeds} seeds`],
    [(mix.p90 ?? Infinity) > GOALS.p90, `${OURS} needs ${mix.p90 ?? 'more'} runs in the ninth of ten searches`],
    [
      !broken.includes(bug.breaks),
      `the broken invariant is ${broken.join(', ') || 'nothing'}, and not "${bug.breaks}"`,
    ],
    [shrinking.lines > GOALS.lines, `a story has ${shrinking.lines} lines`],
    [shrinking.parts > GOALS.parts, `a shrunk plan has ${shrinking.parts} parts`],
    [shrinking.ms > GOALS.shrinkMs, `shrinking took ${Math.round(shrinking.ms)} ms of processor time`],
    [shrinking.candidates > GOALS.candidates, `shrinking took ${shrinking.candidates} candidates`],
    [
      bug.isHard && (uniform?.rate ?? 0) >= 1 / GOALS.hard,
      `is called hard, and a uniform walk finds it ${inRuns(uniform)}`,
    ],
    [twin.alarms.length > 0, `the twin is not clean: ${twin.alarms[0] ?? ''}`],
  ];
  for (const { hunter, why } of bug.blind) {
    const { misses = seeds } = figures.hunters.find((one) => one.hunter === hunter) ?? {};
    found.push([misses < seeds * (1 - LUCK), `${hunter} found it in ${seeds - misses} searches, but ${why}`]);
  }
  return found.flatMap(([isShort, words]) => (isShort ? [`${bug.name}: ${words}`] : []));
}

/** @returns how often a strategy breaks something, in words */
export function inRuns(figures: HunterFigures | undefined): string {
  if (figures === undefined) return 'in a share of its runs that was not measured';
  const { rate } = figures;
  return rate === 0 ? 'in none of its runs' : `in 1 of ${Math.round(1 / rate)} runs`;
}

/** @throws {Error} when the figures have none of the strategy */
export function figuresBy({ hunters, name }: BugFigures, hunter: Hunter): HunterFigures {
  const figures = hunters.find((one) => one.hunter === hunter);
  if (figures === undefined) throw new Error(`There are no figures of ${hunter} for "${name}".`);
  return figures;
}
