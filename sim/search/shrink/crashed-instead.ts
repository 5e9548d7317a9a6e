import { entryOf, parseChoiceKey } from '../../core/address.ts';
import type { JournalPoint } from '../../simulation/faults/planned-troubles.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { TIME } from '../record/run-record.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { crashedAt } from '../strategies/crash-positions.ts';

/** Attempts of one run for which a crash is proposed, at most. */
const MAX_ATTEMPTS = 8;

/**
 * An attempt can fail in complicated ways: a timeout after many holds and much passing time, a server restart, a crash of
 * another attempt. Proposes plans without these, alone or with the choices that are not about time, in which a first attempt loses its connection at the entry where an attempt
 * failed in the run.
 * @param events of the plan's run
 */
export function* crashedInstead(plan: DrawnPlan, events: readonly TraceEvent[]): Generator<DrawnPlan> {
  const bare: DrawnPlan = {
    ...plan,
    operations: plan.operations.map((operation) => operation.with({ troubles: [] })),
    world: [],
    holds: [],
    choices: {},
  };
  const untimed = Object.entries(plan.choices).filter(([key]) => parseChoiceKey(key).kind !== TIME);
  const bases = untimed.length === 0 ? [bare] : [bare, { ...bare, choices: Object.fromEntries(untimed) }];
  for (const base of bases) {
    // The last failure is nearest to the breach.
    for (const { invocation, entry } of lostAt(events).toReversed().slice(0, MAX_ATTEMPTS)) {
      for (const phase of ['inside', 'before', 'after'] as const) {
        const point: JournalPoint = { invocation, service: '', handler: '', attempt: 1, entry, phase };
        const crashed = crashedAt(base, { point, scope: 'connection' });
        if (crashed !== base) yield crashed;
      }
    }
  }
}

/** @returns the last entry that each attempt which failed, or was lost, had reached */
function lostAt(events: readonly TraceEvent[]): { readonly invocation: string; readonly entry: number }[] {
  const reached = new Map<string, number>();
  const lost = new Map<string, { readonly invocation: string; readonly entry: number }>();
  for (const event of events) {
    if (event.type === 'appended' || event.type === 'run started') reached.set(event.invocation, event.entry);
    // A restarted server reports no failure: the next attempt shows that one was lost.
    const isNext = event.type === 'attempt started' && event.attempt > 1;
    if (event.type !== 'attempt failed' && !isNext) continue;
    const { invocation } = event;
    const entry = reached.get(invocation);
    if (entry !== undefined) lost.set(entryOf(invocation, entry), { invocation, entry });
  }
  return [...lost.values()];
}
