import type { StateView } from '../../checks/invariant.ts';
import { decodePayload } from '../../checks/naming.ts';
import type { Assembled } from './assemble.ts';

/** @returns the view that invariants get of a world: durable state as JSON, and the state of effects */
export function viewOf({ server, effects }: Assembled): StateView {
  return {
    state: (service, key, name) => {
      const value = server.introspection.stateValue(service, key, name);
      return value === undefined ? undefined : decodePayload(value);
    },
    keys: (service) => server.introspection.keysOf(service),
    effect: (name) => effects.state(name),
    binds: (service) => server.services.has(service),
    sharedHandlers: (service) =>
      [...(server.services.get(service)?.handlers.values() ?? [])]
        .filter(({ kind }) => kind === 'SHARED')
        .map(({ name }) => name),
  };
}
