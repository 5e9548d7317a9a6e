import {
  type Breach,
  callBreach,
  type CallEnd,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  type TraceEvent,
} from '../../../sim/index.ts';
import type { APIRequest, APIResponse } from '../../../objects/as-published/api-gateway.ts';
import type { RateLimitResult } from '../../../objects/as-published/rate-limiter.ts';

const SERVICE = 'APIGateway';

/** A 429 carries a whole number of seconds, at least 1 and at least the wait of the limiter. */
export const retryAfterIsEnough = serviceInvariant('Retry-After is never too short', SERVICE, () => new RetryAfter());

/** A user without earlier requests is not over any limit. */
export const newUsersMayAsk = serviceInvariant('the first request of a user is not refused', SERVICE, () => {
  const known = new Set<string>();
  let first = 0;
  return {
    onCompleted: (call, end) => {
      const { UserID } = call.input as APIRequest;
      if (!('output' in end) || known.has(UserID)) return undefined;
      known.add(UserID);
      first++;
      if ((end.output as APIResponse).StatusCode !== 429) return undefined;
      return callBreach(call, { message: `refused the first request of the user "${UserID}".`, seq: end.seq });
    },
    exercised: () => first,
  };
});

class RetryAfter implements ServiceObserver {
  /** Invocation of the gateway -> wait that the limiter returned, in seconds. */
  readonly #waits = new Map<string, number>();
  #refusals = 0;

  onEvent(event: TraceEvent): undefined {
    // The address of the limiter's invocation is that of the gateway's, followed by the entry of the call.
    if (event.type !== 'completed' || !('ok' in event.result) || !event.invocation.includes('/')) return;
    const { RetryAfter } = JSON.parse(new TextDecoder().decode(event.result.ok)) as RateLimitResult;
    this.#waits.set(event.invocation.slice(0, event.invocation.lastIndexOf('/')), RetryAfter / 1e9);
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (!('output' in end)) return undefined;
    const { StatusCode, Headers } = end.output as APIResponse;
    if (StatusCode !== 429) return undefined;
    this.#refusals++;
    const header = Headers['Retry-After'] ?? '';
    const wait = this.#waits.get(call.invocation) ?? 0;
    const breach = (message: string, kind: string): Breach => callBreach(call, { message, seq: end.seq, kind });
    if (!/^\d+$/.test(header))
      return breach(`returned 429 with "Retry-After: ${header}", which is not a time.`, 'no time');
    if (header === '0') return breach(`returned 429 with "Retry-After: 0" where the wait is ${wait} s.`, 'zero');
    if (Number(header) >= wait) return undefined;
    return breach(`returned 429 with "Retry-After: ${header}" where the wait is ${wait} s.`, 'too short');
  }

  exercised(): number {
    return this.#refusals;
  }
}
