import type * as restate from '@restatedev/restate-sdk';
import { partsOf } from '../../objects/keys.ts';
import { fieldsOf, wholeNumber } from '../../objects/refuse.ts';
import { tenantCounter, tenantTotal, type Entry } from '../../objects/tenant-counter.ts';
import { withHandlers } from './with-handlers.ts';

type Definition = { readonly name: string };
type Owner = restate.ObjectContext;

/** Resets without reporting it to the total. */
export const resetsUnreported: Definition = withHandlers(tenantCounter, {
  reset: async (ctx: Owner) => {
    partsOf(ctx.key);
    ctx.set('value', 0);
    return 0;
  },
});

/** Responds before it counts, with the old value. */
export const answersTooEarly: Definition = withHandlers(tenantCounter, {
  add: async (ctx: Owner, request: { readonly by: number }) => {
    const [tenant = '', counter = ''] = partsOf(ctx.key);
    const before = (await ctx.get<number>('value')) ?? 0;
    const value = before + wholeNumber('by', fieldsOf(request).by, -10, 10);
    ctx.set('value', value);
    ctx.objectSendClient(tenantTotal, tenant).report({ counter, value });
    return before;
  },
});

/** Takes the part before the first colon for the tenant, escaped or not. */
export const splitsBlindly: Definition = withHandlers(tenantCounter, {
  add: async (ctx: Owner, request: { readonly by: number }) => {
    const [tenant = '', ...rest] = partsOf(ctx.key).join(':').split(':');
    const value = ((await ctx.get<number>('value')) ?? 0) + wholeNumber('by', fieldsOf(request).by, -10, 10);
    ctx.set('value', value);
    ctx.objectSendClient(tenantTotal, tenant).report({ counter: rest.join(':'), value });
    return value;
  },
});

/** Sends the change and not the value, and the total adds it up: correct until a kill loses a message. */
export const sendsChanges: readonly Definition[] = [
  withHandlers(tenantCounter, {
    add: async (ctx: Owner, { by }: { readonly by: number }) => {
      const value = ((await ctx.get<number>('value')) ?? 0) + by;
      ctx.set('value', value);
      const [tenant = '', counter = ''] = partsOf(ctx.key);
      ctx.objectSendClient(tenantTotal, tenant).report({ counter, value: by });
      return value;
    },
  }),
  withHandlers(tenantTotal, {
    report: async (ctx: Owner, { counter, value }: Entry) => {
      const entries = (await ctx.get<readonly Entry[]>('entries')) ?? [];
      const before = entries.find((entry) => entry.counter === counter)?.value ?? 0;
      const others = entries.filter((entry) => entry.counter !== counter);
      ctx.set('entries', [...others, { counter, value: before + value }]);
    },
  }),
];
