import { callBreach, type Invariant, serviceInvariant } from '../../../sim/index.ts';

/** A service that calls an object for a client passes on the refusal of that object. */
export function refusalsAreReportedBy(service: string): Invariant {
  return serviceInvariant('a refusal reaches the caller', service, () => {
    /** Invocation of the caller -> message of the first of its calls that failed. */
    const refused = new Map<string, string>();
    let calls = 0;
    return {
      onEvent: (event) => {
        if (event.type !== 'completed' || 'ok' in event.result) return undefined;
        const caller = event.invocation.slice(0, Math.max(0, event.invocation.lastIndexOf('/')));
        if (!refused.has(caller)) refused.set(caller, event.result.failure.message);
        return undefined;
      },
      onCompleted: (call, end) => {
        calls++;
        const message = refused.get(call.invocation);
        if (message === undefined || !('output' in end)) return undefined;
        return callBreach(call, {
          message: `returned without an error, although its call failed with "${message}".`,
          seq: end.seq,
        });
      },
      exercised: () => calls,
    };
  });
}
