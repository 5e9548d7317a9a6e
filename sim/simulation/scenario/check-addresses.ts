import * as fc from 'fast-check';
import { UsageError } from '../../core/errors.ts';
import { servicesOf } from './bound-handlers.ts';
import type { Scenario } from './scenario.ts';
import type { OperationSpec } from './operation-spec.ts';

/** How many requests of each kind are drawn; one that is valid among them shows that the others are intended. */
const SAMPLES = 8;

/**
 * Checks that the requests of a scenario have valid targets. A kind of request with both valid and invalid targets is
 * intended: so a scenario can call unknown services.
 * @throws {UsageError} for a service that is not bound, in requests, in those after an upgrade or in `faults.services`, a handler that does not exist, or
 *   a key too few or too many
 */
export function checkAddresses(scenario: Scenario): void {
  const services = servicesOf(scenario);
  checkFaults(scenario, [...services.keys()]);
  // The only operation of a property is its body.
  if (scenario.body !== undefined) return;
  checkTargets([...scenario.setup.map((spec) => [spec]), ...samplesOf(scenario)], services, (wrong) => {
    return `The scenario "${scenario.name}" calls ${wrong}`;
  });
  const { upgrade } = scenario;
  if (upgrade === undefined) return;
  // What the new version does not bind stays registered, and is called as before.
  const after = new Map([...services, ...servicesOf({ ...scenario, services: upgrade.to })]);
  checkTargets(samplesOf(upgrade), after, (wrong) => {
    return `After its upgrade, the scenario "${scenario.name}" calls ${wrong}`;
  });
}

function checkTargets(
  kinds: readonly (readonly OperationSpec[])[],
  services: ReturnType<typeof servicesOf>,
  sentence: (wrong: string) => string,
): void {
  for (const specs of kinds) {
    const wrong = specs.map((spec) => unknownAddress(spec, services));
    const [first] = wrong;
    if (first === undefined || wrong.includes(undefined)) continue;
    throw new UsageError('UNKNOWN_ADDRESS', sentence(first));
  }
}

/** Faults of a misspelled service would have no effect, and those of the service would be as for all. */
function checkFaults({ name, faults }: Scenario, bound: readonly string[]): void {
  const unbound = Object.keys(faults.services).find((service) => !bound.includes(service));
  if (unbound === undefined) return;
  throw new UsageError(
    'UNKNOWN_ADDRESS',
    `The scenario "${name}" has faults for "${unbound}", but its services are: ${bound.join(', ')}.`,
  );
}

/** @returns `Service/handler` for the bound handlers that the operations of a scenario call; none for a property */
export function addressedHandlers(scenario: Scenario): readonly string[] {
  if (scenario.body !== undefined) return [];
  const services = servicesOf(scenario);
  const valid = samplesOf(scenario)
    .flat()
    .filter((spec) => unknownAddress(spec, services) === undefined);
  return [...new Set(valid.map(({ service, handler }) => `${service}/${handler}`))];
}

function samplesOf({ operations }: Pick<Scenario, 'operations'>): OperationSpec[][] {
  return operations.map((operation) => fc.sample(operation, { seed: 0, numRuns: SAMPLES }));
}

/** @returns what is wrong with the target of a request, and what to do; undefined for a valid target */
export function unknownAddress(
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
    return `${name}/${handler} without a key: it belongs to a ${service.kind === 'object' ? 'virtual object' : 'workflow'}, so give a key, { key: 'a' }.`;
  }
  if (!isKeyed && key !== undefined) {
    return `${name}/${handler} with the key "${key}": a plain service has no keys, so leave the key out.`;
  }
  return undefined;
}
