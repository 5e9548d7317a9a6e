import { callBreach, type Invariant, serviceInvariant } from '../../../sim/index.ts';

/**
 * A request whose input has an empty name in it is refused.
 * @param nameOf reads the names of an input; a handler for which it returns nothing is left out
 */
export function emptyNamesAreRefused(
  service: string,
  nameOf: (input: unknown) => Readonly<Record<string, string>> | undefined,
): Invariant {
  return serviceInvariant('an empty name is refused', service, () => {
    let named = 0;
    return {
      onCompleted: (call, end) => {
        const names = nameOf(call.input);
        if (names === undefined || !('output' in end)) return undefined;
        named++;
        const empty = Object.entries(names).find(([, name]) => name.trim() === '');
        if (empty === undefined) return undefined;
        return callBreach(call, { message: `was accepted with an empty ${empty[0]}.`, seq: end.seq });
      },
      exercised: () => named,
    };
  });
}
