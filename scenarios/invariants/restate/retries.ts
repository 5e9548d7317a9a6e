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
 * An attempt that failed is made again after a delay that doubles, as often as the policy allows: progress does not count,
 * a suspension begins anew. What becomes of it then is what the policy says.
 * @param policyOf what is declared for a handler, by `Service/handler`
 */
export const retriedByPolicy = (policyOf: (handler: string) => Policy | undefined) =>
  rule('attempts are retried as declared', (history) => {
    const failures = new Map<string, number>();
    const exhausted = new Map<string, { readonly policy: Policy; readonly message: string }>();
    const dueMs = new Map<string, number>();
    return {
      see: (event) => {
        if (event.type === 'trouble' && event.trouble === 'server restart') {
          // It remembers neither how often an attempt has failed nor when it is due.
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
              // Whoever says when does not use up its attempts.
              if (retryInMs === Number(askedForMs)) return 'fine';
              return { invocation, wrong: `asks for ${askedForMs} ms, and is retried in ${retryInMs} ms` };
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
            if (end.policy.whenExhausted === 'pause') return { invocation, wrong: 'is ended, and should be paused' };
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

/** A request for a service that nobody has deployed is retried: somebody may still deploy it. */
export const unknownIsRetried = rule('a call of an unknown service is not a terminal error', (history) => ({
  see: (event) => {
    if (event.type === 'attempt failed' && isUnknown(event.message)) return 'fine';
    if (event.type !== 'completed' || !('failure' in event.result) || history.cancelled.has(event.invocation))
      return undefined;
    if (!isUnknown(event.result.failure.message)) return undefined;
    return { invocation: event.invocation, wrong: 'is ended because a service that it calls is unknown' };
  },
}));

/** In the words of the server, which has others for those who ask at its door. */
function isUnknown(message: string): boolean {
  return message.startsWith('cannot process command') && message.endsWith(' was not found');
}
