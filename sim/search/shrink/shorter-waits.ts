import { choiceKey, parseChoiceKey } from '../../core/address.ts';
import { REST } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { TIME, type RecordedStep } from '../record/run-record.ts';

/**
 * Where a plan lets time pass early, the clock goes to the next deadline: in one place that is a second away, in another a
 * month. Proposes plans in which time passes after another step, or in which a step waits for an earlier one.
 * @param steps of the plan's run
 */
export function* shorterWaits(plan: DrawnPlan, steps: readonly RecordedStep[]): Generator<DrawnPlan> {
  const names = steps.filter(({ isTime }) => !isTime).map(({ name }) => name);
  for (const [key, times] of Object.entries(plan.choices)) {
    const { kind, address } = parseChoiceKey(key);
    if (kind !== TIME) continue;
    const { [key]: _, ...others } = plan.choices;
    for (const other of nearest(names, address)) {
      yield { ...plan, choices: { ...others, [choiceKey(TIME, other)]: times } };
    }
  }
  for (const [index, hold] of plan.holds.entries()) {
    const until = hold.until === REST ? names.length : names.indexOf(hold.until);
    for (const other of names.slice(0, Math.max(0, until))) {
      if (other !== hold.before) yield { ...plan, holds: plan.holds.with(index, { ...hold, until: other }) };
    }
  }
}

/** @returns the other names, those that come soon before or after this one first */
function nearest(names: readonly string[], name: string): readonly string[] {
  const at = Math.max(0, names.indexOf(name));
  return names
    .map((other, place) => ({ other, away: Math.abs(place - at) }))
    .filter(({ other }) => other !== name)
    .toSorted((one, two) => one.away - two.away)
    .map(({ other }) => other);
}
