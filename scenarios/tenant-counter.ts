import * as fc from 'fast-check';
import { tenantCounter, tenantTotal } from '../objects/tenant-counter.ts';
import { type Invariant, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { tenantsAreApart, totalsAgree } from './invariants/tenant-counter.ts';
import { counterModel } from './models/tenant-counter.ts';
import { answered, repeated } from './outcomes.ts';

/** Two tenants, the name of one being a prefix of the other's. */
const COUNTERS = { acme: ['hits', 'eu:errors'], 'acme:eu': ['visits'] } as const;
const KEYS = { acme: ['acme:hits', 'acme:eu%3Aerrors'], 'acme:eu': ['acme%3Aeu:visits'] } as const;

export const countersAgree: Invariant = totalsAgree(KEYS);
export const countersAreApart: Invariant = tenantsAreApart(COUNTERS);

const key = fc.constantFrom(...Object.values(KEYS).flat());
const by = fc.constantFrom(1, 1, 5, -2);
const afterMs = fc.constantFrom(0, 0, 20);

/** Clients of two tenants add, reset and read counters, some with invalid keys. */
export const tenantCounterScenario: Scenario = scenario('tenant counter', {
  services: [tenantCounter, tenantTotal],
  operations: ({ call, send }) => [
    call(tenantCounter, 'add', { key, input: fc.record({ by }), afterMs }),
    call(tenantCounter, 'add', { key, input: fc.record({ by }), idempotencyKey: maybeIdempotent }),
    send(tenantCounter, 'add', { key, input: fc.record({ by }) }),
    call(tenantCounter, 'reset', { key, afterMs }),
    call(tenantCounter, 'value', { key, afterMs }),
    call(tenantTotal, 'total', { key: fc.constantFrom('acme', 'acme:eu'), afterMs }),
    call(tenantCounter, 'add', { key: fc.constantFrom('acme', 'a:b:c'), input: { by: 1 } }),
    call(tenantCounter, 'add', { key, input: malformed({ by: 0.5 }, {}, null) }),
  ],
  clients: 4,
  maxOperations: 14,
  invariants: [countersAgree, countersAreApart],
  model: counterModel,
  outcomes: {
    'a key with the wrong parts is refused': answered(400, 'must be a tenant and a counter'),
    'a bad number is refused': answered(400, 'by must be a whole number'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
