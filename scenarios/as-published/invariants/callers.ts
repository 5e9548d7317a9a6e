import type { Invariant } from '../../../sim/checks/invariant.ts';
import { judged } from '../../invariants/calls.ts';
import { breachBy } from '../helpers.ts';

/** Who asks in the name of somebody else tells them when the answer was no. */
export function refusalsAreToldBy(service: string): Invariant {
  return judged('who is refused is told', service, () => {
    /** Invocation of the caller -> what the first call that failed was told. */
    const refused = new Map<string, string>();
    let calls = 0;
    return {
      saw: (event) => {
        if (event.type !== 'completed' || 'ok' in event.result) return undefined;
        const caller = event.invocation.slice(0, Math.max(0, event.invocation.lastIndexOf('/')));
        if (!refused.has(caller)) refused.set(caller, event.result.failure.message);
        return undefined;
      },
      ended: (call, end) => {
        calls++;
        const message = refused.get(call.invocation);
        if (message === undefined || !('answer' in end)) return undefined;
        return breachBy(service, call, { message: `ended well, although it was told "${message}".`, seq: end.seq });
      },
      exercised: () => calls,
    };
  });
}
