import { choiceKey, operationOf, pathOf, pointOf, under } from '../core/address.ts';
import { BEGINNING } from '../search/plan/planned-decider.ts';
import { timeKey } from '../search/plan/guide.ts';
import { DrawnOperation, type DrawnPlan } from '../search/plan/drawn-operation.ts';
import type { Hold, Json, PlannedOperation, PointTrouble } from '../simulation/faults/plan.ts';
import { POINT_OPTIONS, troubleAt } from '../simulation/faults/planned-troubles.ts';
import type { Change, PointFault } from './options-at.ts';
import type { WatchedRun } from './watched-run.ts';

/**
 * @param step number of the step in whose place something else is to happen, from 1
 * @returns the plan of the run, changed so that it does; up to the step before, its run is the same
 */
export function changedPlan(run: WatchedRun, step: number, change: Change): DrawnPlan {
  const { plan } = run;
  switch (change.kind) {
    case 'step':
      return withStep(run, step, change.name);
    case 'time':
      return withTime(run, step, change.times);
    case 'fault':
      return withFault(plan, change.point, change.fault);
    case 'choice':
      return { ...plan, choices: chosen(plan, change.key, change.option) };
    case 'input':
      return {
        ...plan,
        operations: plan.operations.map((each) => (each.id === change.operation ? asking(each, change.input) : each)),
      };
  }
}

/** An input that was not drawn: no smaller one is tried. */
function asking(operation: PlannedOperation, input: Json): DrawnOperation {
  return new DrawnOperation({ ...operation, input }, undefined);
}

/** The option that is quiet needs no mention. */
function chosen({ choices }: DrawnPlan, key: string, option: number): DrawnPlan['choices'] {
  const { [key]: _, ...others } = choices;
  return option === 0 ? others : { ...others, [key]: option };
}

/** The latest step before a step that was not the passing of time, and how often time has passed since. */
function before({ steps }: WatchedRun, step: number): { readonly name: string; readonly times: number } {
  let times = 0;
  for (let index = step - 2; index >= 0; index--) {
    const own = steps[index];
    if (own === undefined) break;
    if (!own.isTime) return { name: own.name, times };
    times++;
  }
  return { name: BEGINNING, times };
}

function withTime(run: WatchedRun, step: number, more: number): DrawnPlan {
  const { name, times } = before(run, step);
  return { ...run.plan, choices: chosen(run.plan, timeKey(name), times + more) };
}

/**
 * Every step that is before it in line waits for the chosen one. What held that one back lasts only until the step before: not
 * less, or it would have come earlier.
 */
function withStep(run: WatchedRun, step: number, name: string): DrawnPlan {
  const { plan } = run;
  const last = before(run, step);
  const ready = run.watched[step - 1]?.ready ?? [];
  const held = plan.holds.some((hold) => hold.before === name);
  const holds: Hold[] = plan.holds.filter((hold) => hold.before !== name);
  if (held && last.name !== BEGINNING) holds.push({ before: name, until: last.name });
  for (const ahead of ready.slice(0, ready.indexOf(name))) {
    const isKnown = holds.some((hold) => hold.before === ahead && hold.until === name);
    if (!isKnown) holds.push({ before: ahead, until: name });
  }
  return { ...plan, holds, choices: chosen(plan, timeKey(last.name), last.times) };
}

/** @param fault undefined removes what is injected there */
function withFault(plan: DrawnPlan, point: string, fault: PointFault | undefined): DrawnPlan {
  const { [choiceKey('trouble', point)]: _, ...choices } = plan.choices;
  const operation = operationOf(point);
  const operations = plan.operations.map((each) => {
    const left = each.troubles.filter((trouble) => !('entry' in trouble) || placeOf(each.id, trouble) !== point);
    const own = each.id === operation && fault !== undefined ? troubleOf(point, fault) : undefined;
    if (own === undefined && left.length === each.troubles.length) return each;
    return each.with({ troubles: own === undefined ? left : [...left, own] });
  });
  const isOwned = plan.operations.some(({ id }) => id === operation);
  if (isOwned || fault === undefined) return { ...plan, operations, choices };
  return { ...plan, operations, choices: { ...choices, [choiceKey('trouble', point)]: POINT_OPTIONS.indexOf(fault) } };
}

function placeOf(operation: string, trouble: PointTrouble): string {
  return pointOf({ ...trouble, invocation: under(operation, trouble.path) });
}

function troubleOf(point: string, fault: PointFault): PointTrouble | undefined {
  const trouble = troubleAt(point, POINT_OPTIONS.indexOf(fault));
  return trouble && { ...trouble, path: pathOf(trouble.path) };
}
