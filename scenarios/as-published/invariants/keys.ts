import { callBreach, type Invariant, serviceInvariant } from '../../../sim/index.ts';
import { generateHashKey } from '../../../objects/as-published/keys.ts';
import type { Allocation, Processing } from '../../../objects/as-published/tenant-resource.ts';

/** An allocation is processed for the tenant and the resource that it was requested for. */
export const allocationsArrive: Invariant = {
  name: 'an allocation is processed for its own tenant and resource',
  watch: () => {
    let processed = 0;
    return {
      see: (event) => {
        if (event.type !== 'effect began') return undefined;
        processed++;
        const { tenantID, resourceID, allocation } = event.input as Processing;
        if (tenantID === allocation.tenant && resourceID === allocation.resource) return undefined;
        return {
          message: `An allocation for the resource "${allocation.resource}" of the tenant "${allocation.tenant}" was processed for the resource "${resourceID}" of the tenant "${tenantID}".`,
          events: [event.seq],
          handler: 'TenantResource/Allocate',
          kind: tenantID === allocation.tenant ? 'other resource' : 'other tenant',
        };
      },
      exercised: () => processed,
    };
  },
};

/** Two different entities never share an object. */
function own(
  name: string,
  service: string,
  handler: string,
  entity: (input: unknown) => string | undefined,
): Invariant {
  return serviceInvariant(name, service, () => {
    const entities = new Map<string, string>();
    let seen = 0;
    return {
      onCompleted: (call, end) => {
        const one = call.handler === handler ? entity(call.input) : undefined;
        if (one === undefined) return undefined;
        seen++;
        const other = entities.get(call.key);
        entities.set(call.key, one);
        if (other === undefined || other === one) return undefined;
        return callBreach(call, {
          message: `is for ${one}, and the same object was used for ${other}.`,
          seq: end.seq,
        });
      },
      exercised: () => seen,
    };
  });
}

export const resourcesHaveTheirOwn = own('two tenants never share an object', 'TenantResource', 'Allocate', (input) => {
  const { tenant, resource } = input as Allocation;
  return `the resource "${resource}" of the tenant "${tenant}"`;
});

export const entitiesHaveTheirOwn = own('two paths never share an object', 'MyObject', 'Initialize', (input) =>
  String(input).startsWith('[') ? String(input) : undefined,
);

/** A key is refused if it is empty, has more than 256 characters or a control character in it, and only then. */
export const keysAreValidated = serviceInvariant('bad keys are refused, and good ones are not', 'MyObject', () => {
  let seen = 0;
  return {
    onCompleted: (call, end) => {
      if (call.handler !== 'DoWork') return undefined;
      seen++;
      const reason =
        call.key === '' ? 'is empty' : /\p{Cc}/u.test(call.key) ? 'has a control character in it' : tooLong(call.key);
      if ('failure' in end === (reason !== undefined)) return undefined;
      const message =
        reason === undefined
          ? `was refused: ${'failure' in end ? end.failure.message : ''}; its key has ${charactersOf(call.key)} characters, all of them printable.`
          : `was accepted although its key ${reason}.`;
      return callBreach(call, { message, seq: end.seq, kind: reason ?? 'refused' });
    },
    exercised: () => seen,
  };
});

function tooLong(key: string): string | undefined {
  return charactersOf(key) > 256 ? 'has more than 256 characters' : undefined;
}

/** The original of a hashed key hashes to that key. */
export const originalsBelong = serviceInvariant('the stored original key hashes to the key', 'MyObject', () => {
  let seen = 0;
  return {
    onWrite: (call, { value, seq }) => {
      if (!/^[0-9a-f]{64}$/.test(call.key)) return undefined;
      seen++;
      if (generateHashKey(String(value)) === call.key) return undefined;
      return callBreach(call, {
        message: `stored "${String(value)}" as the original key, and the hash of that is another key.`,
        seq,
      });
    },
    exercised: () => seen,
  };
});

/** In characters as a person counts them, not in 16-bit units. */
function charactersOf(key: string): number {
  return Array.from(key).length;
}
