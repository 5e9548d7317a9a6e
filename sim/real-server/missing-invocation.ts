import type { StoredInvocation } from './journals.ts';

/**
 * @param responded ids of invocations that gave a response
 * @returns the id of an invocation that responded, called another one or was called, and is not there
 */
export function missingInvocation(
  invocations: readonly StoredInvocation[],
  responded: Iterable<string> = [],
): string | undefined {
  const known = new Set(invocations.map(({ id }) => id));
  const callers = invocations.flatMap(({ by }) => by ?? []);
  return [...responded, ...invocations.flatMap(calledBy), ...callers].find((id) => !known.has(id));
}

/** @returns the ids of the invocations that one has called or sent */
export function calledBy({ journal }: Pick<StoredInvocation, 'journal'>): readonly string[] {
  return journal.flatMap((row) => {
    const result = row.kind === 'notification' ? row.notification.result : 'empty';
    return result !== 'empty' && 'invocationId' in result ? [result.invocationId] : [];
  });
}
