import { choiceKey, format, invocationOf, parse, parseChoiceKey, under } from '../../core/address.ts';
import type { Hold, Plan, Trouble } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { without, type Part } from '../plan/plan-parts.ts';

/**
 * A trouble that ends an attempt, or a choice that lets one end, moves what comes later to later attempts, so it cannot be
 * removed alone. Proposes plans without it in which the later troubles, choices and holds of the same invocation occur one
 * attempt earlier.
 */
export function* attemptsEarlier(plan: DrawnPlan): Generator<DrawnPlan> {
  for (const { id, troubles } of plan.operations) {
    for (const [index, trouble] of troubles.entries()) {
      if (!('attempt' in trouble)) continue;
      const left = without(plan, [{ kind: 'trouble', operation: id, index }]);
      yield* earlier(left, under(id, trouble.path), trouble.attempt);
    }
  }
  const causes: readonly Part[] = [
    ...Object.keys(plan.choices).map((key): Part => ({ kind: 'choice', key })),
    ...plan.holds.map((hold): Part => ({ kind: 'hold', hold })),
  ];
  for (const cause of causes) {
    const left = without(plan, [cause]);
    for (const invocation of withLaterAttempts(left)) yield* earlier(left, invocation, 1);
  }
}

/** The invocations whose second or a later attempt the plan is about. */
function withLaterAttempts(plan: Plan): ReadonlySet<string> {
  const addresses = [
    ...Object.keys(plan.choices).map((key) => parseChoiceKey(key).address),
    ...plan.holds.flatMap(({ before, until }) => [before, until]),
  ].filter((address) => (parse(address)?.attempt ?? 1) > 1);
  const troubled = plan.operations.flatMap(({ id, troubles }) =>
    troubles.flatMap((trouble) => ('attempt' in trouble && trouble.attempt > 1 ? [under(id, trouble.path)] : [])),
  );
  return new Set([...addresses.flatMap((address) => invocationOf(address) ?? []), ...troubled]);
}

/** The plan with everything that is about attempts after this one moved to the attempt before; none if there is nothing. */
function* earlier(plan: DrawnPlan, invocation: string, after: number): Generator<DrawnPlan> {
  let isMoved = false;
  const moved = (address: string): string => {
    const parts = parse(address);
    if (parts?.attempt === undefined || parts.attempt <= after || invocationOf(address) !== invocation) return address;
    isMoved = true;
    return format({ ...parts, attempt: parts.attempt - 1 });
  };
  const ofTrouble = (id: string, trouble: Trouble): Trouble => {
    if (!('attempt' in trouble) || trouble.attempt <= after || under(id, trouble.path) !== invocation) return trouble;
    isMoved = true;
    return { ...trouble, attempt: trouble.attempt - 1 };
  };
  const candidate: DrawnPlan = {
    ...plan,
    operations: plan.operations.map((operation) =>
      operation.with({ troubles: operation.troubles.map((trouble) => ofTrouble(operation.id, trouble)) }),
    ),
    holds: plan.holds.map(({ before, until }): Hold => ({ before: moved(before), until: moved(until) })),
    choices: Object.fromEntries(
      Object.entries(plan.choices).map(([key, option]) => {
        const { kind, address } = parseChoiceKey(key);
        return [choiceKey(kind, moved(address)), option];
      }),
    ),
  };
  if (isMoved) yield candidate;
}
