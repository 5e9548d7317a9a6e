import type { Breach } from '../invariant.ts';
import { handlerOf, keyOf, describeInvocation } from '../naming.ts';
import type { OpenInvocation } from './open-invocation.ts';
import type { Situation } from './situation.ts';
import { findCycle } from './wait-cycle.ts';
import type { Wait } from './waits.ts';

/**
 * Finds invocations that wait for each other in a circle.
 * @returns the circle, told as invocation → lock → holder
 */
export function deadlockOf(
  stuck: readonly OpenInvocation[],
  waits: ReadonlyMap<string, readonly Wait[]>,
  situation: Situation,
): Breach | undefined {
  const names = stuck.map(({ created }) => created.invocation);
  const among = new Set(names);
  const cycle = findCycle(names, (invocation) =>
    (waits.get(invocation) ?? []).flatMap((wait) => {
      const next = waitedFor(wait);
      return next !== undefined && among.has(next) ? [next] : [];
    }),
  );
  if (cycle === undefined) return undefined;
  const members = cycle.flatMap((invocation) => situation.open.get(invocation) ?? []);
  const first = members[0];
  const told = members.map((member, index) => {
    const next = cycle[(index + 1) % cycle.length];
    const wait = (waits.get(member.created.invocation) ?? []).find((each) => waitedFor(each) === next);
    return `${describeInvocation(member.created)} → ${wait?.kind === 'lock' ? `lock of ${wait.key}, held by` : 'answer of'} `;
  });
  // A call to one's own key is a circle of two: the caller, and the call that waits for the caller's lock.
  const callers = members.filter(({ status }) => status !== 'queued');
  const keys = new Set(callers.flatMap(({ created }) => keyOf(created.target) ?? []));
  const advice =
    callers.length === 1
      ? 'An exclusive handler cannot call an exclusive handler of its own key and wait for it: call the code directly, or send without waiting.'
      : `Let every handler take its keys in one order (${[...keys].toSorted().join(' before ')}), send instead of calling, or bound the wait with orTimeout.`;
  return {
    message: `Deadlock: ${told.join('')}${first === undefined ? '' : describeInvocation(first.created)}. None of them can ever go on, and Restate does not notice. ${advice}`,
    events: members.flatMap(({ created, latest }) => [created.seq, latest.seq]).sort((a, b) => a - b),
    handler: first && handlerOf((callers[0] ?? first).created.target),
    kind: 'deadlock',
  };
}

function waitedFor(wait: Wait): string | undefined {
  return wait.kind === 'lock' ? wait.holder : wait.kind === 'answer' ? wait.from : undefined;
}
