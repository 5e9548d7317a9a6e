import { choiceKey, operationOf, pathOf, pointOf, under } from '../../core/address.ts';
import { withoutStrategy, type Plan, type Trouble } from '../../simulation/faults/plan.ts';
import { POINT_OPTIONS, type JournalPoint } from '../../simulation/faults/planned-troubles.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import type { PlanRunner } from '../record/plan-runner.ts';

/** A journal point at which a crash can be injected, and the kind of crash; an operator can cancel there, too. */
export interface CrashPosition {
  readonly point: JournalPoint;
  readonly scope: 'connection' | 'process' | 'cancel';
}

const SCOPES = ['process', 'connection'] as const;

/**
 * Enumerates the points of a plan's quiet run at which a crash can be injected: before, inside and after each entry of each
 * invocation, in each attempt. One point of each kind comes first: the second debit of a run adds little to the first.
 */
export async function crashPositions(runner: PlanRunner, plan: Plan): Promise<readonly CrashPosition[]> {
  return inOrder(await pointsOf(runner, withoutStrategy(plan)));
}

/** @returns one point of each kind (handler, attempt, entry and phase) at which a crash can be injected in a run of the plan */
export async function crashKinds(runner: PlanRunner, plan: Plan): Promise<readonly JournalPoint[]> {
  return byKind(await pointsOf(runner, plan)).fresh;
}

/** @returns the points at which a second crash can be injected after the first one */
export async function crashLater(
  runner: PlanRunner,
  crashed: Plan,
  first: CrashPosition,
): Promise<readonly CrashPosition[]> {
  const points = await pointsOf(runner, withoutStrategy(crashed));
  const at = points.findIndex((point) => pointOf(point) === pointOf(first.point));
  return inOrder(points.slice(at + 1));
}

/** @returns the plan with one more crash in it */
export function crashedAt(plan: DrawnPlan, { point, scope }: CrashPosition): DrawnPlan {
  const { invocation, attempt, entry, phase } = point;
  const owner = plan.operations.find(({ id }) => id === operationOf(invocation));
  // Invocations of the set-up belong to no operation: their troubles are among the choices.
  if (owner === undefined) {
    const key = choiceKey('trouble', pointOf({ invocation, attempt, entry, phase }));
    const option = POINT_OPTIONS.indexOf(scope === 'cancel' ? 'connection' : scope);
    return { ...plan, choices: { ...plan.choices, [key]: option } };
  }
  const at = { path: pathOf(invocation), attempt, entry, phase };
  const trouble: Trouble = scope === 'cancel' ? { kind: 'cancel', ...at } : { kind: 'crash', scope, ...at };
  return {
    ...plan,
    operations: plan.operations.map((operation) =>
      operation === owner ? operation.with({ troubles: [...operation.troubles, trouble] }) : operation,
    ),
  };
}

/**
 * Injects a crash that was enumerated in one plan into another plan, at a request to the same handler.
 * @returns that plan with the crash in it; the plan in which it was enumerated if the other one has no such request
 */
export function crashedLike(plan: DrawnPlan, seenIn: DrawnPlan, { point, scope }: CrashPosition): DrawnPlan {
  const owner = seenIn.operations.find(({ id }) => id === operationOf(point.invocation));
  // The set-up is the same in every plan.
  if (owner === undefined) return crashedAt(plan, { point, scope });
  const like = plan.operations.find(({ service, handler }) => service === owner?.service && handler === owner.handler);
  if (like === undefined) return crashedAt(seenIn, { point, scope });
  const invocation = under(like.id, pathOf(point.invocation));
  return crashedAt(plan, { point: { ...point, invocation }, scope });
}

/** @returns the journal points of a run of the plan, including those of invocations from the set-up */
async function pointsOf(runner: PlanRunner, plan: Plan): Promise<readonly JournalPoint[]> {
  const points: JournalPoint[] = [];
  await runner.run(plan, undefined, { point: (point) => points.push(point) });
  return points;
}

function inOrder(points: readonly JournalPoint[]): readonly CrashPosition[] {
  const { fresh, alike } = byKind(points);
  return [fresh, alike].flatMap((group) => SCOPES.flatMap((scope) => group.map((point) => ({ point, scope }))));
}

function byKind(points: readonly JournalPoint[]): {
  readonly fresh: readonly JournalPoint[];
  readonly alike: readonly JournalPoint[];
} {
  const seen = new Set<string>();
  const fresh: JournalPoint[] = [];
  const alike: JournalPoint[] = [];
  for (const point of points) {
    const { service, handler, attempt, entry, phase } = point;
    const kind = [service, handler, attempt, entry, phase].join(' ');
    (seen.has(kind) ? alike : fresh).push(point);
    seen.add(kind);
  }
  return { fresh, alike };
}
