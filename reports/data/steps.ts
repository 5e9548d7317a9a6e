import type { ShownRun, ShownStep } from './report.ts';
import type { ShownEvent } from '../../sim/trace/shown.ts';

/** A step as it is drawn: one column, all that happened in it. */
export interface Step {
  /** Its position among the steps of the run. */
  readonly index: number;
  readonly atMs: number;
  /** Events in it, at least one. */
  readonly events: readonly ShownEvent[];
  /** What is known of its choice; absent where only events are known. */
  readonly move?: ShownStep;
}

/**
 * Groups the events of a run by the step that caused them. Remarks and recorded choices are left out, and so are steps
 * without events.
 */
export function stepsOf(run: Pick<ShownRun, 'events' | 'steps'>): readonly Step[] {
  const moves = run.steps.length > 0 ? run.steps : guessed(run.events);
  const steps: Step[] = [];
  for (const [place, move] of moves.entries()) {
    const next = moves[place + 1]?.first ?? run.events.length;
    const events = run.events.slice(move.first, next).filter(({ type }) => !ASIDE.has(type));
    const [first] = events;
    if (first === undefined) continue;
    steps.push({ index: steps.length, atMs: first.atMs, events, ...(run.steps.length > 0 && { move }) });
  }
  const [early] = moves;
  const before = early === undefined ? [] : run.events.slice(0, early.first);
  if (before.length === 0) return steps;
  const atMs = before[0]?.atMs ?? 0;
  return [{ index: 0, atMs, events: before }, ...steps.map((step) => ({ ...step, index: step.index + 1 }))];
}

/** Events that are about the run and not part of it. */
const ASIDE: ReadonlySet<string> = new Set(['remark', 'choice', 'faults frozen', 'jobs left']);

/** For runs without recorded steps: events with the same footprint form a step, and every entry is a step of its own. */
function guessed(events: readonly ShownEvent[]): ShownStep[] {
  const moves: ShownStep[] = [];
  let before = '';
  for (const [place, event] of events.entries()) {
    const footprint = JSON.stringify([event.atMs, event.footprint]);
    if (footprint !== before || event.type === 'appended') moves.push({ name: `event ${event.seq}`, first: place });
    before = footprint;
  }
  return moves;
}

/** The moment from which times of a run count. */
export function startOf(events: readonly ShownEvent[]): number {
  const [first] = events;
  if (first === undefined) return 0;
  return first.type === 'time' ? first.fromMs : first.atMs;
}

/** @returns the drawn step that an event belongs to; undefined when it is not drawn */
export function stepOfEvent(steps: readonly Step[], seq: number): number | undefined {
  let from = 0;
  let to = steps.length - 1;
  let found: number | undefined;
  while (from <= to) {
    const middle = (from + to) >> 1;
    if ((steps[middle]?.events[0]?.seq ?? Infinity) <= seq) {
      found = middle;
      from = middle + 1;
    } else {
      to = middle - 1;
    }
  }
  return found;
}

/** The invocation that a step is mostly about; undefined for clients' and the world's own. */
export function subjectOf(step: Step): string | undefined {
  for (const event of step.events) {
    if ('invocation' in event && event.invocation !== undefined) return event.invocation;
  }
  return undefined;
}
