import { callBreach, type CallEnd, type Invariant, type ServiceCall, serviceInvariant } from '../../../sim/index.ts';

/**
 * A client that gets no response sends its request again. Both requests have the same content, and the second must not take
 * effect too.
 * @param effect what one request does, in the past tense, such as `took 5`; undefined where it did nothing
 */
export function repeatsTakeEffectOnce(
  service: string,
  effect: (call: ServiceCall, output: unknown) => string | undefined,
): Invariant {
  return serviceInvariant('a request that its client repeats takes effect once', service, () => {
    /** Operation -> what its first request did. */
    const done = new Map<string, string>();
    let repeated = 0;
    const outcome = (call: ServiceCall, end: CallEnd): string | undefined =>
      'output' in end ? effect(call, end.output) : undefined;
    return {
      onCompleted: (call, end) => {
        const did = outcome(call, end);
        if (did === undefined) return undefined;
        // The simulator names the repetition of the operation `a` `a+`.
        const operation = call.invocation.replace('+', '');
        const before = done.get(operation);
        done.set(operation, did);
        if (before === undefined) return undefined;
        repeated++;
        return callBreach(call, { message: `${did}, as the request before it did.`, seq: end.seq });
      },
      exercised: () => repeated + done.size,
    };
  });
}
