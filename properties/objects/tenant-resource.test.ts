/**
 * Goal: allocations stay within the quota, and tenants with confusable names never share a resource. Method: random clients and
 * crashes against a sequential model; for each invariant a resource, or a key, with one planted bug, which the invariant must
 * catch.
 */
import { describe, expect, it } from 'vitest';
import { quotaIsKept, tenantsAreApart } from '../../scenarios/invariants/tenant-resource.ts';
import { resourceModel } from '../../scenarios/models/tenant-resource.ts';
import { tenantResources, tenantResourceScenario } from '../../scenarios/tenant-resource.ts';
import { linearizable } from '../../sim/checks/linearizability/invariant.ts';
import * as broken from './tenant-resource.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

const fitsTheModel = linearizable(resourceModel);

describe('a resource of a tenant', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(tenantResourceScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    {
      bug: 'checks one allocation only',
      by: quotaIsKept,
      variant: broken.looksAtOneOnly,
      says: 'units allocated, of',
    },
    {
      bug: 'takes units twice for one name',
      by: quotaIsKept,
      variant: broken.takesTwice,
      says: 'units allocated, of',
    },
    { bug: 'forgets releases', by: fitsTheModel, variant: broken.forgetsReleases, says: 'No order of the' },
  ])('is caught when it $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(tenantResourceScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });

  it('is caught when its key is cut at the second colon, as in the guide', async () => {
    const cut = tenantResources((tenant, resource) => `${tenant}:${resource}`.split(':').slice(0, 2).join(':'));
    expect(await objection(cut, tenantsAreApart)).toContain('at once');
  });
});
