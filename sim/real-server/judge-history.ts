import type { BoundService } from '../attempt/definition.ts';
import type { Invariant } from '../checks/invariant.ts';
import { RunWatch } from '../checks/run-watch.ts';
import { NOTHING } from '../core/footprint.ts';
import { encodeUtf8 } from '../core/utf8.ts';
import type { EventOf, EventType, Happening, TraceEvent } from '../trace/event.ts';
import { canJudge, UNSEEN } from './can-judge.ts';
import { HistoryState } from './history-state.ts';
import type { StoredInvocation } from './journals.ts';
import { missingInvocation } from './missing-invocation.ts';
import { observe } from './observe.ts';

/** What an invariant says about what has happened on a server. Plain data. */
export interface HistoryVerdict {
  readonly name: string;
  readonly verdict: 'held' | 'broken' | 'undecided' | 'not exercised' | 'not judged';
  /** How often it had something to judge. */
  readonly exercised: number;
  /** What broke it, or why it is undecided or cannot judge. */
  readonly why?: string;
  /** Ids of the invocations that the evidence is about. */
  readonly invocations?: readonly string[];
}

/** Journals show no effects: what a closure did outside is known by its result alone. */
const NOT_IN_JOURNALS: readonly EventType[] = [...UNSEEN, 'effect began', 'effect happened', 'effect answered'];

/**
 * Judges what has happened on a real server by invariants that look at events, as in a run: invocations, their journals and their
 * results, and for those that the ingress accepted also the request and its response.
 * @param invocations that belong together, such as all of a key
 * @param services the definitions, to know what kind of handler each is
 */
export function judgeHistory(
  invocations: readonly StoredInvocation[],
  services: ReadonlyMap<string, BoundService>,
  invariants: readonly Invariant[],
): readonly HistoryVerdict[] {
  const events = eventsOf(invocations, services);
  const open = invocations.filter(({ completedAtMs }) => completedAtMs === undefined).length;
  const missing = missingInvocation(invocations);
  return invariants.map((invariant) => {
    const state = new HistoryState();
    const { name } = invariant;
    if (!canJudge(invariant, state.view, NOT_IN_JOURNALS)) {
      return { name, verdict: 'not judged', exercised: 0, why: 'it looks at what no journal shows' };
    }
    const watch = new RunWatch(state.view, [invariant]);
    for (const event of events) {
      state.see(event);
      watch.see(event);
      if (watch.broken) break;
    }
    // What comes at the end of a run is not known while an invocation is in flight.
    if (!watch.broken && open === 0) watch.end();
    return verdictOf(watch, name, events, [
      ...(missing === undefined ? [] : [`the journals lack ${missing}, which one of them has called or was called by`]),
      ...[...state.unknown].slice(0, 1).map((what) => `${what} is not in the journals`),
      ...(open === 0 ? [] : [`${open} of the invocations ${open === 1 ? 'is' : 'are'} in flight`]),
    ]);
  });
}

function verdictOf(
  watch: RunWatch,
  name: string,
  events: readonly TraceEvent[],
  unclear: readonly string[],
): HistoryVerdict {
  const [{ breach, exercised } = { breach: undefined, exercised: 0 }] = watch.results();
  const [why] = unclear;
  if (breach !== undefined) {
    const shown = breach.events.flatMap((seq) => {
      const event = events[seq];
      return event !== undefined && 'invocation' in event && event.invocation !== undefined ? [event.invocation] : [];
    });
    const verdict = why === undefined || why.endsWith('in flight') ? 'broken' : 'undecided';
    const reason = verdict === 'broken' ? breach.message : `${breach.message.replace(/\.?$/, '.')} But ${why}.`;
    return { name, verdict, exercised, why: reason, invocations: [...new Set(shown)] };
  }
  if (why !== undefined) return { name, verdict: 'undecided', exercised, why };
  return { name, verdict: exercised === 0 ? 'not exercised' : 'held', exercised };
}

/** The id of an invocation is its address, because nothing here says which request of a client it was. */
function eventsOf(
  invocations: readonly StoredInvocation[],
  services: ReadonlyMap<string, BoundService>,
): readonly TraceEvent[] {
  const own = new Map(invocations.map(({ id }) => [id, id]));
  const roots = new Map(invocations.filter(({ by }) => by === undefined).map((one) => [one.id, one]));
  const all = observe([], invocations, services, own).flatMap(
    ({ event }): readonly (Happening & { atMs: number })[] => {
      if (!('invocation' in event) || event.invocation === undefined) return [event];
      const root = roots.get(event.invocation);
      if (root === undefined) return [event];
      if (event.type === 'invocation created') return [{ atMs: event.atMs, ...requestOf(root) }, event];
      return event.type === 'completed' ? [event, { atMs: event.atMs, ...responseTo(event) }] : [event];
    },
  );
  return all.map((event, seq) => ({ ...event, seq, footprint: NOTHING }));
}

function requestOf({ id, target, journal }: StoredInvocation): Happening {
  const [input] = journal;
  const value = input?.kind === 'command' && input.command.type === 'Input' ? input.command.value : new Uint8Array();
  return { type: 'operation', operation: id, client: 'ingress', target, kind: 'call', input: value };
}

function responseTo({ invocation, result }: EventOf<'completed'>): Happening {
  if ('ok' in result) return { type: 'answer', operation: invocation, status: 200, body: result.ok };
  const { code, message } = result.failure;
  const status = code >= 400 && code < 600 ? code : 500;
  return { type: 'answer', operation: invocation, status, body: encodeUtf8(JSON.stringify({ code, message })) };
}
