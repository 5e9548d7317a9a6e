import { callBreach, type Invariant, serviceInvariant } from '../../../sim/index.ts';

/** Who asks in the name of somebody else tells them when the answer was no. */
export function refusalsAreToldBy(service: string): Invariant {
  return serviceInvariant('who is refused is told', service, () => {
    /** Invocation of the caller -> what the first call that failed was told. */
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
