import { parseEntry } from '../core/address.ts';
import { UsageError } from '../core/errors.ts';
import type { WatchedRun } from './watched-run.ts';

/**
 * @param target a number; `start`, `end`, `fault`; an entry of a journal such as `a/2@3`; or the name of a step
 * @param here the step at which the user stands
 * @returns the number of the step that is meant
 * @throws {UsageError} in one sentence, when the run has no such step
 */
export function placeOf(run: WatchedRun, target: string, here: number): number {
  const last = run.steps.length;
  if (/^[+-]?\d+$/.test(target)) {
    const step = /^[+-]/.test(target) ? here + Number(target) : Number(target);
    if (step >= 0 && step <= last) return step;
    throw new UsageError('STEP_NOT_FOUND', `There is no step ${step}: the run has the steps 0 to ${last}.`);
  }
  if (target === 'start') return 0;
  if (target === 'end') return last;
  if (target === 'fault') return faultOf(run);
  const named = parseEntry(target);
  if (named !== undefined) return entryOf(run, named.invocation, named.entry);
  const index = run.steps.findIndex(({ name }) => name === target);
  if (index >= 0) return index + 1;
  throw new UsageError(
    'STEP_NOT_FOUND',
    `The run has no step "${target}"; give a number from 0 to ${last}, start, end, fault, an entry such as a@2, or the name of a step.`,
  );
}

/** @returns the step at which the first broken invariant was seen to be broken. @throws {UsageError} when none was */
function faultOf(run: WatchedRun): number {
  const step = faultStepOf(run);
  if (step !== undefined) return step;
  throw new UsageError('STEP_NOT_FOUND', 'No invariant is broken in this run, so there is no fault to go to.');
}

/** @returns the step at which the first broken invariant was seen to be broken; undefined where none was */
export function faultStepOf({ faults, stepOf, events, steps }: WatchedRun): number | undefined {
  const [first] = faults;
  if (first === undefined) return undefined;
  const last = first.events.at(-1);
  if (last === undefined) return steps.length;
  const index = events.findIndex(({ seq }) => seq === last);
  return index < 0 ? steps.length : stepOf(index);
}

function entryOf({ events, stepOf }: WatchedRun, invocation: string, entry: number): number {
  let isKnown = false;
  for (const [index, event] of events.entries()) {
    if (event.type === 'invocation created' && event.invocation === invocation) {
      isKnown = true;
      if (entry === 0) return stepOf(index);
    }
    if (event.type === 'appended' && event.invocation === invocation && event.entry === entry) return stepOf(index);
  }
  throw new UsageError(
    'STEP_NOT_FOUND',
    isKnown
      ? `The journal of ${invocation} never has an entry ${entry} in this run.`
      : `There is no invocation "${invocation}" in this run; \`journals\` lists them.`,
  );
}
