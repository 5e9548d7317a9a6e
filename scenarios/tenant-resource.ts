import * as fc from 'fast-check';
import { compositeKey } from '../objects/keys.ts';
import { tenantResource } from '../objects/tenant-resource.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { quotaIsKept, tenantsAreApart } from './invariants/tenant-resource.ts';
import { resourceModel } from './models/tenant-resource.ts';
import { answered, repeated } from './outcomes.ts';

/** The last two would share a key if their names were joined with a colon only. */
const RESOURCES = [
  ['acme', 'disk'],
  ['acme', 'disk:2'],
  ['acme:disk', '2'],
] as const;

const ask = { kind: 'call', service: 'TenantResource' } as const;
const units = fc.constantFrom(1, 2, 4, 4);

const outcomes = {
  'the quota does not suffice': answered(422, 'are left'),
  'a name is taken': answered(422, 'already has'),
  'a name without an allocation is released': answered(404, 'there is no allocation'),
  'a resource without a quota is used': answered(404, 'no quota was ever set'),
  'a key with the wrong parts is refused': answered(400, 'must be a tenant and a resource'),
  'a malformed key is refused': answered(400, 'put together'),
  'an empty key is refused': answered(400, 'not empty'),
  'a bad name is refused': answered(400, 'name must be a text'),
  'a bad number of units is refused': answered(400, 'units must be a whole number'),
  'a request that is not an object is refused': answered(400, 'expected an object'),
  'less than nothing is left after the quota was lowered': answered(200, '"left":-'),
  'a request is repeated with its idempotency key': repeated,
};

/**
 * Clients of tenants and resources with confusable names allocate, release and change quotas.
 * @param keyOf makes a key, so that a test can make it wrong
 */
export function tenantResources(keyOf: (tenant: string, resource: string) => string): Scenario {
  const keys = RESOURCES.map(([tenant, resource]) => keyOf(tenant, resource));
  const key = fc.constantFrom(...keys);
  /** The name of an allocation contains its tenant and resource; one name is a prefix of another. */
  const named = <T>(rest: fc.Arbitrary<T>) =>
    fc.constantFrom(...RESOURCES).chain(([tenant, resource]) =>
      fc.record({ number: fc.constantFrom(1, 2, 12), rest }).map(({ number, rest: more }) => ({
        key: keyOf(tenant, resource),
        input: { name: `${tenant}|${resource} ${number}`, ...more },
      })),
    );
  const allocate = named(fc.record({ units })).map((drawn): OperationSpec => ({
    ...ask,
    handler: 'allocate',
    ...drawn,
  }));
  return scenario('tenant resource', {
    services: [tenantResource],
    setup: [...new Set(keys)].map((one): OperationSpec => ({
      ...ask,
      handler: 'setQuota',
      key: one,
      input: { units: 5 },
    })),
    operations: ({ call }) => [
      allocate,
      allocate,
      allocate.map((operation): OperationSpec => ({ ...operation, kind: 'send' })),
      fc.tuple(allocate, maybeIdempotent).map(([operation, idempotencyKey]): OperationSpec => ({
        ...operation,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      })),
      named(fc.constant({})).map((drawn): OperationSpec => ({ ...ask, handler: 'release', ...drawn })),
      call(tenantResource, 'setQuota', { key, input: fc.record({ units: fc.constantFrom(2, 5, 8) }) }),
      call(tenantResource, 'usage', { key }),
      call(tenantResource, 'usage', { key: 'acme:unset' }),
      call(tenantResource, 'allocate', {
        key: fc.constantFrom('acme', 'a:b:c', 'a%:b', ''),
        input: { name: 'n1', units: 1 },
      }),
      call(tenantResource, 'allocate', {
        key,
        input: malformed({ name: '', units: 1 }, { name: 'n1', units: 0 }, { name: 'n1', units: 1.5 }, null),
      }),
    ],
    clients: 4,
    maxOperations: 16,
    invariants: [quotaIsKept, tenantsAreApart],
    model: resourceModel,
    outcomes,
  });
}

export const tenantResourceScenario: Scenario = tenantResources(compositeKey);
