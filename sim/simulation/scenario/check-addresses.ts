import * as fc from 'fast-check';
import { UsageError } from '../../core/errors.ts';
import { servicesOf } from './bound-handlers.ts';
import type { OperationSpec, Scenario } from './scenario.ts';

/** How many requests of each kind are drawn; one that is right among them shows that the others are meant. */
const DRAWN = 8;

/**
 * Sees that the clients of a scenario ask for what its services have. A kind of request of which only some go astray is
 * meant to: so a scenario can ask for what is not there.
 * @throws {UsageError} for a service that is not bound, a handler that does not exist, or a key too few or too many
 */
export function checkAddresses(scenario: Scenario): void {
  // The only operation of a property is its body.
  if (scenario.body !== undefined) return;
  const services = servicesOf(scenario);
  const kinds = [
    ...scenario.setup.map((spec) => [spec]),
    ...scenario.operations.map((operation) => fc.sample(operation, { seed: 0, numRuns: DRAWN })),
  ];
  for (const specs of kinds) {
    const wrong = specs.map((spec) => astray(spec, services));
    const [first] = wrong;
    if (first === undefined || wrong.includes(undefined)) continue;
    throw new UsageError('UNKNOWN_ADDRESS', `The scenario "${scenario.name}" asks for ${first}`);
  }
}

/** @returns what is wrong with where a request goes to, and what to do about it; undefined when it arrives */
export function astray(
  { service: name, handler, key }: Pick<OperationSpec, 'service' | 'handler' | 'key'>,
  services: ReturnType<typeof servicesOf>,
): string | undefined {
  const service = services.get(name);
  if (service === undefined) {
    const bound = [...services.keys()].join(', ');
    return `${name}/${handler}, but does not bind ${name}: add its definition to \`services\`, which has ${bound}.`;
  }
  if (!service.handlers.has(handler)) {
    return `${name}/${handler}, but the handlers of ${name} are: ${[...service.handlers.keys()].join(', ')}.`;
  }
  const isKeyed = service.kind !== 'service';
  if (isKeyed && key === undefined) {
    return `${name}/${handler} without a key: it belongs to a ${service.kind === 'object' ? 'virtual object' : 'workflow'}, so give one, { key: 'a' }.`;
  }
  if (!isKeyed && key !== undefined) {
    return `${name}/${handler} with the key "${key}": a plain service has no keys, so leave it out.`;
  }
  return undefined;
}
