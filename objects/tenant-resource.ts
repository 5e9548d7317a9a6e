/**
 * A resource of a tenant, with a quota: units are allocated and released again.
 *
 * **The key** is `compositeKey(tenant, resource)` of `keys.ts`, which keeps `acme` + `disk:2` and `acme:disk` + `2` apart.
 * Every handler first splits the key and refuses a malformed one, so that a tenant's resource has no second name.
 *
 * **Allocations have names.** Allocating the same name again gives the same answer and takes nothing more: a client
 * without a response simply repeats the request. A released name is free again.
 *
 * **The quota** may be set below what is allocated. Then nothing is taken away, and nothing more is given.
 *
 * **Errors** (all terminal): 400 a bad key, name or number; 404 no quota was ever set, or no such allocation; 422 the name
 * is taken for another number of units, or the quota does not suffice.
 */
import * as restate from '@restatedev/restate-sdk';
import { partsOf } from './keys.ts';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

export interface Allocation {
  readonly name: string;
  readonly units: number;
}

/** What a resource keeps. One state key, so that it is read whole. */
export interface Resource {
  readonly quota: number;
  readonly allocations: readonly Allocation[];
}

/** Whose it is, and how much of it is left; below zero when the quota was lowered. */
export interface Usage {
  readonly tenant: string;
  readonly resource: string;
  readonly quota: number;
  readonly left: number;
}

type ResourceState = { resource: Resource };
type Owner = restate.ObjectContext<ResourceState>;
type Reader = restate.ObjectSharedContext<ResourceState>;

export const tenantResource = restate.object({
  name: 'TenantResource',
  handlers: {
    setQuota: async (ctx: Owner, request: { readonly units: number }): Promise<Usage> => {
      const names = namesOf(ctx.key);
      const quota = wholeNumber('units', fieldsOf(request).units, 0, mostUnits);
      return store(ctx, names, { quota, allocations: (await ctx.get('resource'))?.allocations ?? [] });
    },

    allocate: async (ctx: Owner, request: Allocation): Promise<Usage> => {
      const names = namesOf(ctx.key);
      const { name, units } = fieldsOf(request);
      const wanted = { name: text('name', name), units: wholeNumber('units', units, 1, mostUnits) };
      return store(ctx, names, allocated(await load(ctx), wanted));
    },

    release: async (ctx: Owner, request: { readonly name: string }): Promise<Usage> => {
      const names = namesOf(ctx.key);
      return store(ctx, names, released(await load(ctx), text('name', fieldsOf(request).name)));
    },

    usage: restate.handlers.object.shared(async (ctx: Reader): Promise<Usage> =>
      usageOf(namesOf(ctx.key), await load(ctx)),
    ),
  },
});

type Names = Pick<Usage, 'tenant' | 'resource'>;

function namesOf(key: string): Names {
  const [tenant, resource, ...more] = partsOf(key);
  if (tenant === undefined || resource === undefined || more.length > 0)
    return refuse(400, `the key must be a tenant and a resource, got "${key}"`);
  return { tenant, resource };
}

async function load(ctx: Reader): Promise<Resource> {
  return (await ctx.get('resource')) ?? refuse(404, 'no quota was ever set for this resource');
}

function store(ctx: Owner, names: Names, resource: Resource): Usage {
  ctx.set('resource', resource);
  return usageOf(names, resource);
}

// The decisions, as functions of a resource.

const mostUnits = 1_000_000_000;
/** Together with the largest number of units this keeps every sum within the exact numbers. */
const mostAllocations = 1_000;

export function allocated(resource: Resource, wanted: Allocation): Resource {
  const { allocations } = resource;
  const known = allocations.find(({ name }) => name === wanted.name);
  if (known?.units === wanted.units) return resource;
  if (known !== undefined) refuse(422, `"${wanted.name}" already has ${known.units} units, not ${wanted.units}`);
  if (allocations.length >= mostAllocations) refuse(422, `a resource has at most ${mostAllocations} allocations`);
  const left = leftOf(resource);
  if (wanted.units > left) refuse(422, `${wanted.units} units are more than the ${Math.max(0, left)} that are left`);
  return { ...resource, allocations: [...allocations, wanted] };
}

export function released(resource: Resource, name: string): Resource {
  const allocations = resource.allocations.filter((allocation) => allocation.name !== name);
  if (allocations.length === resource.allocations.length) refuse(404, `there is no allocation "${name}"`);
  return { ...resource, allocations };
}

export function leftOf({ quota, allocations }: Resource): number {
  return allocations.reduce((left, { units }) => left - units, quota);
}

function usageOf(names: Names, resource: Resource): Usage {
  return { ...names, quota: resource.quota, left: leftOf(resource) };
}
