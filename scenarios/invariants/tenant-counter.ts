import { atRest, everyWrite, type Invariant, type RunView } from '../../sim/index.ts';
import type { Entry } from '../../objects/tenant-counter.ts';

/** Tenant -> its counters, as keys: written by hand, and not made by the functions that the objects use. */
export type Tenants = Readonly<Record<string, readonly string[]>>;

/** Once nothing moves, a total is what the counters of its tenant come to. */
export function totalsAgree(tenants: Tenants): Invariant {
  return atRest('a total is the sum of its counters', (view) => {
    for (const [tenant, keys] of Object.entries(tenants)) {
      const sum = keys.reduce((total, key) => total + ((view.state('TenantCounter', key, 'value') as number) ?? 0), 0);
      const said = entriesOf(view, tenant).reduce((total, { value }) => total + value, 0);
      if (sum !== said) return `the counters of "${tenant}" come to ${sum}, and its total is ${said}.`;
    }
    return true;
  });
}

/** Counters of this scenario have names that no other tenant uses. */
export function tenantsAreApart(names: Readonly<Record<string, readonly string[]>>): Invariant {
  return everyWrite<readonly Entry[]>(
    'a total knows only counters of its tenant',
    { service: 'TenantTotal', state: 'entries' },
    ({ key, value }) => {
      const stranger = value.find(({ counter }) => names[key]?.includes(counter) !== true);
      return stranger === undefined || `it knows "${stranger.counter}", which is not a counter of "${key}".`;
    },
  );
}

function entriesOf(view: RunView, tenant: string): readonly Entry[] {
  return (view.state('TenantTotal', tenant, 'entries') as readonly Entry[] | undefined) ?? [];
}
