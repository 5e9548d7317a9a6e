/**
 * Counters of tenants, and for each tenant the total of them.
 *
 * **Keys.** A counter is named `compositeKey(tenant, counter)`, which keeps `acme` + `eu:hits` and `acme:eu` + `hits` apart. A
 * total is named after its tenant. Tenants share no object, so none can see, or slow down, another one.
 *
 * **The total** follows a moment later: a counter that has changed sends its *value* to the total, not the change. So a
 * message that is lost to a kill is made good by the next one. Restate delivers messages from one key to another in the order
 * sent; the latest value is the last to arrive.
 *
 * A total has one entry for each counter of its tenant, and every change of any of them passes through its key, one after
 * another: that is what a global counter costs. Where only the counters are needed, leave it out.
 *
 * **Errors** (all terminal): 400 bad key or input; 422 the counter would leave the exact numbers.
 */
import * as restate from '@restatedev/restate-sdk';
import { partsOf, validKey } from './keys.ts';
import { fieldsOf, refuse, wholeNumber } from './refuse.ts';

/** What the total knows of one counter. A list of these, and no record: a counter may be named `__proto__`. */
export interface Entry {
  readonly counter: string;
  readonly value: number;
}

type CounterState = { value: number };
type Counting = restate.ObjectContext<CounterState>;

/** One counter per key. */
export const tenantCounter = restate.object({
  name: 'TenantCounter',
  handlers: {
    /** @returns the value afterwards */
    add: async (ctx: Counting, request: { readonly by: number }): Promise<number> => {
      const names = namesOf(ctx.key);
      const by = wholeNumber('by', fieldsOf(request).by, -mostAtOnce, mostAtOnce);
      return store(ctx, names, added((await ctx.get('value')) ?? 0, by));
    },

    reset: async (ctx: Counting): Promise<number> => store(ctx, namesOf(ctx.key), 0),

    value: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<CounterState>): Promise<number> => {
      namesOf(ctx.key);
      return (await ctx.get('value')) ?? 0;
    }),
  },
});

type TotalState = { entries: readonly Entry[] };

/** The total of one tenant per key. */
export const tenantTotal = restate.object({
  name: 'TenantTotal',
  handlers: {
    total: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<TotalState>): Promise<number> => {
      validKey(ctx.key);
      return totalOf((await ctx.get('entries')) ?? []);
    }),

    // Private: only a counter knows its value.
    report: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<TotalState>, entry: Entry): Promise<void> => {
        ctx.set('entries', reported((await ctx.get('entries')) ?? [], entry));
      },
    ),
  },
});

function store(ctx: Counting, { tenant, counter }: Names, value: number): number {
  ctx.set('value', value);
  ctx.objectSendClient(tenantTotal, tenant).report({ counter, value });
  return value;
}

interface Names {
  readonly tenant: string;
  readonly counter: string;
}

function namesOf(key: string): Names {
  const [tenant, counter, ...more] = partsOf(key);
  if (tenant === undefined || counter === undefined || more.length > 0)
    return refuse(400, `the key must be a tenant and a counter, got "${key}"`);
  return { tenant, counter };
}

// The decisions.

const mostAtOnce = 1_000_000_000;

export function added(value: number, by: number): number {
  const sum = value + by;
  return Number.isSafeInteger(sum) ? sum : refuse(422, `${value} and ${by} leave the exact numbers`);
}

export function reported(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const others = entries.filter(({ counter }) => counter !== entry.counter);
  return [...others, entry];
}

export function totalOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { value }) => sum + value, 0);
}
