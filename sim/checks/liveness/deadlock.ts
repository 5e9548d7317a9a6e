import { invariant } from '../../core/errors.ts';
import type { Breach } from '../invariant.ts';
import { handlerOf, keyOf, describeInvocation } from '../naming.ts';
import type { OpenInvocation } from './open-invocation.ts';
import type { Situation } from './situation.ts';
import { findCycle } from './wait-cycle.ts';
import type { Wait } from './waits.ts';

/**
 * Finds invocations that wait for each other in a cycle.
 * Rule: docs/internals/runtime-semantics.md#self-calls-and-cycles
 * @returns the cycle, as invocation → lock → holder
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
  const members = cycle.map((invocation) => {
    const open = situation.open.get(invocation);
    invariant(open !== undefined, () => `The cycle contains ${invocation}, which has ended.`);
    return open;
  });
  const first = members[0];
  const links = members.map((member, index) => {
    const next = cycle[(index + 1) % cycle.length];
    const wait = (waits.get(member.created.invocation) ?? []).find((each) => waitedFor(each) === next);
    return `${describeInvocation(member.created)} → ${wait?.kind === 'lock' ? `lock of ${wait.key}, held by` : 'result of'} `;
  });
  // A call to its own key is a cycle of two: the caller, and the callee that waits for the caller's lock.
  const callers = members.filter(({ status }) => status !== 'queued');
  const keys = new Set(callers.flatMap(({ created }) => keyOf(created.target) ?? []));
  const advice =
    callers.length === 1
      ? 'An exclusive handler cannot call an exclusive handler of its own key and await it: call the function directly, or use a one-way send.'
      : `Let every handler call keys in the same order (${[...keys].toSorted().join(' before ')}), use one-way sends, or bound the wait with orTimeout.`;
  return {
    message: `Deadlock: ${links.join('')}${first === undefined ? '' : describeInvocation(first.created)}. None of them can ever continue, and Restate does not detect it. ${advice}`,
    events: members.flatMap(({ created, latest }) => [created.seq, latest.seq]).sort((a, b) => a - b),
    handler: first && handlerOf((callers[0] ?? first).created.target),
    kind: 'deadlock',
  };
}

function waitedFor(wait: Wait): string | undefined {
  return wait.kind === 'lock' ? wait.holder : wait.kind === 'result' ? wait.from : undefined;
}
