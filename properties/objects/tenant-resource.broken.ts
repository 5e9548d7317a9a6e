import type * as restate from '@restatedev/restate-sdk';
import { allocated, tenantResource, type Allocation, type Resource } from '../../objects/tenant-resource.ts';
import { fieldsOf, text, wholeNumber } from '../../objects/refuse.ts';
import { withHandlers } from './with-handlers.ts';

type Owner = restate.ObjectContext;
type Definition = { readonly name: string };

/** Checks one allocation, and ignores the others. */
export const looksAtOneOnly: Definition = allocating((resource, wanted) => ({
  ...allocated({ ...resource, allocations: [] }, wanted),
  allocations: [...resource.allocations, wanted],
}));

/** Takes the units again for an allocation of the same name. */
export const takesTwice: Definition = allocating((resource, wanted) => ({
  ...resource,
  allocations: [
    ...allocated({ ...resource, allocations: others(resource, wanted) }, wanted).allocations,
    ...own(resource, wanted),
  ],
}));

/** Resets the quota to its first value. */
export const forgetsReleases: Definition = withHandlers(tenantResource, {
  release: async (ctx: Owner, _request: { readonly name: string }) => {
    const resource = await ctx.get<Resource>('resource');
    return { tenant: '', resource: '', quota: resource?.quota ?? 0, left: resource?.quota ?? 0 };
  },
});

function allocating(by: (resource: Resource, wanted: Allocation) => Resource): Definition {
  return withHandlers(tenantResource, {
    allocate: async (ctx: Owner, request: Allocation) => {
      const { name, units } = fieldsOf(request);
      const wanted = { name: text('name', name), units: wholeNumber('units', units, 1, 1_000) };
      const resource = (await ctx.get<Resource>('resource')) ?? { quota: 0, allocations: [] };
      ctx.set('resource', by(resource, wanted));
    },
  });
}

function others({ allocations }: Resource, { name }: Allocation): readonly Allocation[] {
  return allocations.filter((allocation) => allocation.name !== name);
}

function own({ allocations }: Resource, { name }: Allocation): readonly Allocation[] {
  return allocations.filter((allocation) => allocation.name === name);
}
