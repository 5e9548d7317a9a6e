import { attemptOf, pointOf, under } from '../../core/address.ts';
import type { Plan, Trouble } from '../../simulation/faults/plan.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import type { JournalPoint } from '../../simulation/faults/planned-troubles.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { crashedAt } from '../strategies/crash-positions.ts';
import { partsOf, without, type Part } from '../plan/plan-parts.ts';
import type { PlanRunner } from '../record/plan-runner.ts';

/** An attempt that failed by a trouble of another attempt, or of the world. */
interface Hit {
  readonly invocation: string;
  readonly attempt: number;
}

/**
 * A process crash or a server restart ends all attempts in flight, although often only one of them matters. Proposes plans in
 * which only that attempt loses its connection, at the point that it would have reached next.
 */
export async function* aimed(runner: PlanRunner, plan: DrawnPlan): AsyncGenerator<DrawnPlan> {
  for (const part of partsOf(plan)) {
    if (!hitsMany(plan, part)) continue;
    const seen = new Set<string>();
    const { events } = await runner.run(plan, undefined, { point: (point) => seen.add(pointOf(point)) });
    const calmer = without(plan, [part]);
    const next = new Map<string, JournalPoint>();
    await runner.run(calmer, undefined, {
      point: (point) => {
        const attempt = attemptOf(point.invocation, point.attempt);
        if (!seen.has(pointOf(point)) && !next.has(attempt)) next.set(attempt, point);
      },
    });
    for (const { invocation, attempt } of hitsOf(events, plan, part)) {
      const point = next.get(attemptOf(invocation, attempt));
      if (point !== undefined) yield crashedAt(calmer, { point, scope: 'connection' });
    }
  }
}

function hitsMany(plan: Plan, part: Part): boolean {
  if (part.kind === 'world trouble') return plan.world[part.index]?.kind !== 'clock jump';
  if (part.kind !== 'trouble') return false;
  const trouble = troubleOf(plan, part);
  return trouble?.kind === 'crash' && trouble.scope === 'process';
}

/** @returns the attempts of other invocations that failed in the step in which the trouble was injected */
function hitsOf(events: readonly TraceEvent[], plan: Plan, part: Part): Hit[] {
  const hits: Hit[] = [];
  let owner: string | undefined;
  let isOn = false;
  for (const event of events) {
    if (event.type === 'trouble') {
      isOn = part.kind === 'world trouble' ? event.invocation === undefined : pointOfPart(plan, part) === event.point;
      owner = event.invocation;
    } else if (isOn && (event.type === 'attempt failed' || event.type === 'zombie')) {
      if (event.invocation !== owner) hits.push({ invocation: event.invocation, attempt: event.attempt });
    } else if (event.type === 'attempt started' || event.type === 'time') {
      isOn = false;
    }
  }
  return hits;
}

function pointOfPart(plan: Plan, part: Part): string | undefined {
  const trouble = part.kind === 'trouble' ? troubleOf(plan, part) : undefined;
  if (part.kind !== 'trouble' || trouble === undefined || !('entry' in trouble)) return undefined;
  return pointOf({ ...trouble, invocation: under(part.operation, trouble.path) });
}

function troubleOf(plan: Plan, part: Extract<Part, { readonly kind: 'trouble' }>): Trouble | undefined {
  return plan.operations.find(({ id }) => id === part.operation)?.troubles[part.index];
}
