import { atRest, everyWrite, type Invariant, type RunView } from '../../sim/index.ts';
import type { Entry } from '../../objects/tenant-counter.ts';

/** Tenant -> the keys of its counters, written by hand and not by the functions of the objects. */
export type Tenants = Readonly<Record<string, readonly string[]>>;

/** When the run has settled, a total is the sum of the counters of its tenant. */
export function totalsAgree(tenants: Tenants): Invariant {
  return atRest('a total is the sum of its counters', (view) => {
    for (const [tenant, keys] of Object.entries(tenants)) {
      const sum = keys.reduce((total, key) => total + ((view.state('TenantCounter', key, 'value') as number) ?? 0), 0);
      const said = entriesOf(view, tenant).reduce((total, { value }) => total + value, 0);
      if (sum !== said) return `the sum of the counters of "${tenant}" is ${sum}, and its total is ${said}.`;
    }
    return true;
  });
}

/** A total has entries of its own tenant only; in this scenario each tenant has its own names. */
export function tenantsAreApart(names: Readonly<Record<string, readonly string[]>>): Invariant {
  return everyWrite<readonly Entry[]>(
    'a total knows only counters of its tenant',
    { service: 'TenantTotal', state: 'entries' },
    ({ key, value }) => {
      const foreign = value.find(({ counter }) => names[key]?.includes(counter) !== true);
      return foreign === undefined || `it has "${foreign.counter}", which is not a counter of "${key}".`;
    },
  );
}

function entriesOf(view: RunView, tenant: string): readonly Entry[] {
  return (view.state('TenantTotal', tenant, 'entries') as readonly Entry[] | undefined) ?? [];
}
