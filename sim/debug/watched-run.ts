import { EPOCH_MS } from '../core/clock.ts';
import { deciderOf } from '../search/strategies/decider-of.ts';
import { PlannedDecider } from '../search/plan/planned-decider.ts';
import { drawnPlan, type DrawnPlan } from '../search/plan/drawn-operation.ts';
import { faultsOf, type ShownFault } from '../search/record/fault.ts';
import type { RecordedStep } from '../search/record/run-record.ts';
import type { Runner } from '../search/run/runner.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import { PlannedTroubles } from '../simulation/faults/planned-troubles.ts';
import type { RunResult } from '../simulation/run/run-plan.ts';
import { shown, type ShownEvent } from '../trace/shown.ts';
import type { SourceLine } from '../trace/source-line.ts';
import { SourceLines } from '../trace/source-lines.ts';
import { Narrator } from '../trace/words/narrator.ts';
import { fullSentence } from '../trace/words/render.ts';
import { StepWatch, type WatchedStep } from './step-watch.ts';

/** Characters of a value or a message in a sentence. */
const MAX_VALUE_LENGTH = 120;

/** One run of a plan with all that a user who stands at one of its steps may ask about. */
export interface WatchedRun {
  readonly plan: DrawnPlan;
  readonly result: RunResult;
  /** Its steps, in order: step `n` is at index `n - 1`. */
  readonly steps: readonly RecordedStep[];
  /** What was possible at each step. */
  readonly watched: readonly WatchedStep[];
  readonly events: readonly ShownEvent[];
  readonly lines: SourceLines;
  readonly sourceLines: readonly SourceLine[];
  readonly faults: readonly ShownFault[];
  /** What of the plan had no effect, each in a sentence. */
  readonly unmet: readonly string[];
  /** @returns the index after the last event of step `n`; 0 events before the first step belong to step 0 */
  readonly eventsUntil: (step: number) => number;
  /** @returns the step in which an event happened */
  readonly stepOf: (event: number) => number;
  /** @returns the virtual time after a step, in ms since 1970 */
  readonly timeAt: (step: number) => number;
  /** @returns an event in a sentence */
  readonly words: (event: number) => string;
}

/** Runs a plan and keeps what was possible at each of its steps. */
export async function watchedRun(runner: Runner, plan: Plan): Promise<WatchedRun> {
  const own = await deciderOf(plan, runner);
  const decider = own instanceof PlannedDecider ? own : new PlannedDecider(plan, own);
  const watch = new StepWatch(decider);
  const sourceLines: SourceLine[] = [];
  const unmet: string[] = [];
  const { result, record } = await runner.record(drawnPlan(plan), watch, {
    line: (line) => void sourceLines.push(line),
    beforeStep: watch.begin,
    point: watch.reached,
    end: ({ server }) => {
      const { injector } = server.faults;
      if (injector instanceof PlannedTroubles) unmet.push(...injector.unmet());
    },
  });
  unmet.push(...decider.unmet());
  const { steps } = record;
  const events = result.events.map((event) => shown(event));
  const lines = new SourceLines(sourceLines);
  for (const event of result.events) lines.see(event);
  const eventsUntil = (step: number): number => steps[step]?.firstEvent ?? events.length;
  const sentences: string[] = [];
  const narrator = new Narrator(MAX_VALUE_LENGTH);
  return {
    plan: drawnPlan(plan),
    result,
    steps,
    watched: watch.steps,
    events,
    lines,
    sourceLines,
    faults: faultsOf(result),
    unmet,
    eventsUntil,
    stepOf: (event) => stepOf(steps, event),
    timeAt: (step) => timeOf(events[eventsUntil(step) - 1]),
    words: (event) => {
      for (let next = sentences.length; next <= event; next++) {
        const of = events[next];
        sentences.push(of === undefined ? '' : fullSentence(narrator.describe(of)));
      }
      return sentences[event] ?? '';
    },
  };
}

function timeOf(event: ShownEvent | undefined): number {
  if (event === undefined) return EPOCH_MS;
  return event.type === 'time' ? event.toMs : event.atMs;
}

/** The last step that began before the event. */
function stepOf(steps: readonly RecordedStep[], event: number): number {
  let from = 0;
  let to = steps.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((steps[middle]?.firstEvent ?? Infinity) <= event) from = middle + 1;
    else to = middle;
  }
  return from;
}
