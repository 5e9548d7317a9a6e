import * as restate from '@restatedev/restate-sdk';
import { at, returned } from './go.ts';

export interface Allocation {
  /** Whom it is for, in two parts: the listing leaves the type open. */
  readonly tenant: string;
  readonly resource: string;
  readonly units: number;
}

export interface Processing {
  readonly tenantID: string;
  readonly resourceID: string;
  readonly allocation: Allocation;
}

/** guide, part 2, "Pattern 2: Composite Key (Tenant + Entity)" */
export function generateResourceKey(tenantID: string, resourceID: string): string {
  return `${tenantID}:${resourceID}`;
}

export function tenantResource({ processAllocation }: { processAllocation: (input: Processing) => Promise<unknown> }) {
  return restate.object({
    name: 'TenantResource',
    handlers: {
      Allocate: async (ctx: restate.ObjectContext, allocation: Allocation): Promise<void> => {
        const parts = ctx.key.split(':');
        const tenantID = at(parts, 0);
        const resourceID = at(parts, 1);
        await processAllocation({ tenantID, resourceID, allocation });
      },
    },
  });
}

/** guide, part 2, "Pattern 2" (Usage) */
export const resourceCaller = restate.service({
  name: 'ResourceCaller',
  handlers: {
    Use: async (ctx: restate.Context, allocation: Allocation): Promise<void> => {
      const key = generateResourceKey('tenant-abc', 'resource-xyz');
      const client = ctx.objectClient<ReturnType<typeof tenantResource>>({ name: 'TenantResource' }, key);
      await returned(client.Allocate(allocation));
    },
  },
});
