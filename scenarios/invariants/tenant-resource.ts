import {
  type Breach,
  describeCall,
  type Invariant,
  type ServiceCall,
  serviceInvariant,
  type StateWrite,
} from '../../sim/index.ts';
import type { Resource } from '../../objects/tenant-resource.ts';
import { count } from '../count.ts';

const SERVICE = 'TenantResource';

/** No allocation exceeds the quota. A quota that is set below the allocations removes none of them. */
export const quotaIsKept = stored('allocations stay within the quota', (before, after) => {
  const [sum, sumBefore] = [sumOf(after), before === undefined ? 0 : sumOf(before)];
  return sum <= after.quota || sum <= sumBefore
    ? undefined
    : `left ${count(sum, 'unit')} allocated, of ${after.quota}.`;
});

/** The names of allocations in this scenario start with their tenant, and each object has those of one tenant only. */
export const tenantsAreApart = stored('two tenants never share an object', (_before, { allocations }) => {
  const owners = new Set(allocations.map(({ name }) => name.split(' ')[0]));
  return owners.size <= 1 ? undefined : `holds allocations of ${[...owners].join(' and ')} at once.`;
});

function stored(name: string, wrong: (before: Resource | undefined, after: Resource) => string | undefined): Invariant {
  return serviceInvariant(name, SERVICE, () => {
    const resources = new Map<string, Resource>();
    let allocations = 0;
    return {
      onWrite: (call: ServiceCall, { value, seq }: StateWrite): Breach | undefined => {
        const after = value as Resource;
        const before = resources.get(call.key);
        resources.set(call.key, after);
        if (call.handler === 'allocate') allocations++;
        const message = wrong(before, after);
        if (message === undefined) return undefined;
        return { message: `${describeCall(call)} ${message}`, events: [seq], handler: `${SERVICE}/${call.handler}` };
      },
      exercised: () => allocations,
    };
  });
}

function sumOf({ allocations }: Resource): number {
  return allocations.reduce((total, { units }) => total + units, 0);
}
