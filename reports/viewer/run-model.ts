import type { ChartSpec } from '../../sim/trace/charts/chart-spec.ts';
import { chartsOf } from '../charts/charts.ts';
import type { Chart } from '../charts/chart.ts';
import { causesOf, pastOf, sourcesOf, type Causes } from '../data/causes.ts';
import type { Change } from '../data/json-changes.ts';
import { Lines } from '../data/lines.ts';
import { Narration } from '../data/narration.ts';
import { MOST_STEPS, type Exhibit, type ShownRun } from '../data/report.ts';
import { changesByEvent } from '../data/state-changes.ts';
import { startOf, stepOfEvent, stepsOf, type Step } from '../data/steps.ts';

/** A run with everything that follows from its events, worked out once. */
export interface RunModel {
  readonly steps: readonly Step[];
  readonly startMs: number;
  /** Every event in a sentence. */
  readonly narration: Narration;
  /** Where in the user's code all this was written. */
  readonly lines: Lines;
  readonly changes: ReadonlyMap<number, readonly Change[]>;
  readonly causes: Causes;
  readonly charts: readonly Chart[];
  /** Steps that show the break; the last one is the break itself. */
  readonly shows: readonly number[];
  readonly breakAt: number | undefined;
  /** Steps that the break does not depend on. */
  readonly beside: ReadonlySet<number>;
  /** Steps beyond what is drawn at most. */
  readonly beyond: ReadonlySet<number>;
}

/** Folding away a step or two saves no room. */
const LEAST_FOLD = 3;

/** Numbers that follow on one another, as far as there are enough of them in a row. */
function longRuns(numbers: readonly number[]): readonly number[] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs.filter(({ length }) => length >= LEAST_FOLD).flat();
}

export function modelOf(run: ShownRun, exhibit: Pick<Exhibit, 'shows'>, charts: readonly ChartSpec[]): RunModel {
  const steps = stepsOf(run);
  const causes = causesOf(steps);
  const shows = [...new Set(exhibit.shows.flatMap((seq) => stepOfEvent(steps, seq) ?? []))].toSorted((a, b) => a - b);
  const past = pastOf(sourcesOf(steps), shows);
  const beside = new Set(
    shows.length === 0 ? [] : longRuns(steps.map(({ index }) => index).filter((index) => !past.has(index))),
  );
  // The end of a run is what matters, so that the beginning is what is folded.
  const beyond = new Set(steps.slice(0, Math.max(0, steps.length - MOST_STEPS)).map(({ index }) => index));
  return {
    steps,
    startMs: startOf(run.events),
    narration: new Narration(steps),
    lines: new Lines(run),
    changes: changesByEvent(steps),
    causes,
    charts: chartsOf(run.events, charts),
    shows,
    breakAt: shows.at(-1),
    beside,
    beyond,
  };
}
