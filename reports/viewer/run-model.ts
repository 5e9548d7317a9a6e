import type { ChartSpec } from '../../sim/trace/charts/chart-spec.ts';
import { chartsOf } from '../charts/charts.ts';
import type { Chart } from '../charts/chart.ts';
import { causesOf, pastOf, sourcesOf, type Causes } from '../data/causes.ts';
import type { Change } from '../data/json-changes.ts';
import { SourceLines } from '../../sim/trace/source-lines.ts';
import { Narration } from '../data/narration.ts';
import { MAX_STEPS, type Exhibit, type ShownRun } from '../data/report.ts';
import { changesByEvent } from '../data/state-changes.ts';
import { startOf, stepOfEvent, stepsOf, type Step } from '../data/steps.ts';

/** A run with everything that follows from its events, computed once. */
export interface RunModel {
  readonly steps: readonly Step[];
  readonly startMs: number;
  /** Every event in a sentence. */
  readonly narration: Narration;
  /** The lines of user code. */
  readonly lines: SourceLines;
  readonly changes: ReadonlyMap<number, readonly Change[]>;
  readonly causes: Causes;
  readonly charts: readonly Chart[];
  /** Steps that show the break; the last one is the break itself. */
  readonly shows: readonly number[];
  readonly breakAt: number | undefined;
  /** Steps that the break does not depend on, as far as folding them saves room. */
  readonly unrelated: ReadonlySet<number>;
  /** The first steps of a run that has more than can be drawn. */
  readonly beyond: ReadonlySet<number>;
}

/** @param charts the limiters that are drawn */
export function modelOf(run: ShownRun, exhibit: Pick<Exhibit, 'shows'>, charts: readonly ChartSpec[]): RunModel {
  const steps = stepsOf(run);
  const causes = causesOf(steps);
  const shows = [...new Set(exhibit.shows.flatMap((seq) => stepOfEvent(steps, seq) ?? []))].toSorted((a, b) => a - b);
  const past = pastOf(sourcesOf(steps), shows);
  const unrelated = new Set(
    shows.length === 0 ? [] : longRuns(steps.map(({ index }) => index).filter((index) => !past.has(index))),
  );
  // The end of a run matters most, so the beginning is folded.
  const beyond = new Set(steps.slice(0, Math.max(0, steps.length - MAX_STEPS)).map(({ index }) => index));
  return {
    steps,
    startMs: startOf(run.events),
    narration: new Narration(steps),
    lines: new SourceLines(run.lines ?? []),
    changes: changesByEvent(steps),
    causes,
    charts: chartsOf(run.events, charts),
    shows,
    breakAt: shows.at(-1),
    unrelated,
    beyond,
  };
}

/** Folding fewer steps saves no room. */
const MIN_FOLD = 3;

/** @returns the numbers that are part of a long enough sequence without gaps */
function longRuns(numbers: readonly number[]): readonly number[] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs.filter(({ length }) => length >= MIN_FOLD).flat();
}
