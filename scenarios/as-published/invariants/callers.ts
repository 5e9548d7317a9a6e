import { callBreach, type Invariant, serviceInvariant } from '../../../sim/index.ts';

/** A service that calls another one fails when that call fails. */
export function failuresArePassedOnBy(service: string): Invariant {
  return serviceInvariant('who is refused is told', service, () => {
    /** Invocation of the caller -> the failure of its first failed call. */
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
        return callBreach(call, { message: `ended well, although it was told "${message}".`, seq: end.seq });
      },
      exercised: () => calls,
    };
  });
}
