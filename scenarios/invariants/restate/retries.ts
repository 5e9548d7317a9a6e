import { rule } from './rule.ts';
import { count } from '../../count.ts';

/** How a handler of the scenario is retried. */
export interface Policy {
  readonly maxAttempts: number;
  readonly initialMs: number;
  readonly maxMs: number;
  readonly whenExhausted: 'pause' | 'kill';
}

/** The server adds up to a third of the delay. */
const JITTER = 4 / 3;
const ASKED_FOR = /again in (\d+) ms/;

/**
 * A failed attempt is retried after a delay that doubles, as often as the policy allows. Progress does not reset the count, a
 * suspension does. After the last attempt the invocation is paused or killed, as the policy says.
 * @param policyOf the declared policy of a handler, by `Service/handler`
 */
export const retriedByPolicy = (policyOf: (handler: string) => Policy | undefined) =>
  rule('attempts are retried as declared', (history) => {
    const failures = new Map<string, number>();
    const exhausted = new Map<string, { readonly policy: Policy; readonly message: string }>();
    const dueMs = new Map<string, number>();
    return {
      see: (event) => {
        if (event.type === 'trouble' && event.trouble === 'server restart') {
          // The server forgets the number of failures and the retry times.
          failures.clear();
          dueMs.clear();
          return undefined;
        }
        if (!('invocation' in event) || event.invocation === undefined) return undefined;
        const { invocation } = event;
        const target = history.created.get(invocation)?.target;
        const policy = target && policyOf(`${target.service}/${target.handler}`);
        if (policy === undefined) return undefined;
        switch (event.type) {
          case 'killed':
            exhausted.delete(invocation);
            return undefined;
          case 'suspended':
          case 'resumed':
            failures.delete(invocation);
            return undefined;
          case 'attempt started': {
            const due = dueMs.get(invocation) ?? 0;
            dueMs.delete(invocation);
            return event.atMs >= due ? undefined : { invocation, wrong: 'is retried before its delay is over' };
          }
          case 'attempt failed': {
            const { retryInMs, message } = event;
            if (retryInMs !== undefined) dueMs.set(invocation, event.atMs + retryInMs);
            const askedForMs = ASKED_FOR.exec(message)?.[1];
            if (askedForMs !== undefined) {
              // A failure with its own retry delay does not count as an attempt.
              if (retryInMs === Number(askedForMs)) return 'fine';
              return { invocation, wrong: `requests ${askedForMs} ms, and is retried in ${retryInMs} ms` };
            }
            const times = (failures.get(invocation) ?? 0) + 1;
            failures.set(invocation, times);
            if (times >= policy.maxAttempts) {
              exhausted.set(invocation, { policy, message });
              return retryInMs === undefined
                ? 'fine'
                : { invocation, wrong: `has failed ${count(times, 'time')}, and is retried` };
            }
            if (retryInMs === undefined)
              return { invocation, wrong: `has failed ${count(times, 'time')}, and is not retried` };
            const leastMs = Math.min(policy.initialMs * 2 ** (times - 1), policy.maxMs);
            if (retryInMs >= Math.floor(leastMs) && retryInMs <= Math.ceil(leastMs * JITTER)) return 'fine';
            return {
              invocation,
              wrong: `is retried in ${retryInMs} ms after failure ${times}, and not in ${leastMs} ms`,
            };
          }
          case 'completed': {
            const end = exhausted.get(invocation);
            if (end === undefined || history.cancelled.has(invocation)) return undefined;
            if (end.policy.whenExhausted === 'pause') return { invocation, wrong: 'ends, and should be paused' };
            const said = 'failure' in event.result ? event.result.failure.message : '';
            return said.includes(end.message) || end.message.includes(said)
              ? 'fine'
              : { invocation, wrong: `ends with "${said}" and not with its last error` };
          }
          default:
            return undefined;
        }
      },
    };
  });

/** A call of a service that is not deployed is retried, because it may be deployed later. */
export const unknownIsRetried = rule('a call of an unknown service is not a terminal error', (history) => ({
  see: (event) => {
    if (event.type === 'attempt failed' && isUnknown(event.message)) return 'fine';
    if (event.type !== 'completed' || !('failure' in event.result) || history.cancelled.has(event.invocation))
      return undefined;
    if (!isUnknown(event.result.failure.message)) return undefined;
    return { invocation: event.invocation, wrong: 'ends because a service that it calls is unknown' };
  },
}));

/** The message of the server for a call by a handler; requests at the ingress get another one. */
function isUnknown(message: string): boolean {
  return message.startsWith('cannot process command') && message.endsWith(' was not found');
}
