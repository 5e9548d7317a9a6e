import type { StateView } from '../../checks/invariant.ts';
import type { Assembled } from './assemble.ts';

const decoder = new TextDecoder();

/** What invariants see of a world: durable state as JSON, and the outside world. */
export function viewOf({ server, effects }: Assembled): StateView {
  return {
    state: (service, key, name) => {
      const value = server.objectKey(service, key).state.get(name);
      return value === undefined ? undefined : parsed(value);
    },
    keys: (service) => [...server.keys].filter((key) => key.service === service).map((key) => key.key),
    effect: (name) => effects.state(name),
    binds: (service) => server.deployment.services.has(service),
  };
}

/** State that was written with another serde than JSON is shown as text. */
function parsed(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  const text = decoder.decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
