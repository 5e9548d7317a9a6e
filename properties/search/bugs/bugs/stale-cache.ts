import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { atRest } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

type Price = { price: number };
type Cached = { cached: number };

const cache = restate.object({
  name: 'Cache',
  handlers: {
    read: async (ctx: restate.ObjectContext<Cached>): Promise<number> => {
      const cached = await ctx.get('cached');
      if (cached !== null) return cached;
      const current = await ctx.objectClient<ReturnType<typeof price>>({ name: 'Price' }, ctx.key).current();
      ctx.set('cached', current);
      return current;
    },
    drop: async (ctx: restate.ObjectContext<Cached>): Promise<void> => ctx.clear('cached'),
  },
});

const price = (isFixed: boolean) =>
  restate.object({
    name: 'Price',
    handlers: {
      change: async (ctx: restate.ObjectContext<Price>, to: number): Promise<void> => {
        if (isFixed) ctx.set('price', to);
        await ctx.objectClient(cache, ctx.key).drop();
        if (!isFixed) ctx.set('price', to);
      },
      current: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<Price>): Promise<number> => (await ctx.get('price')) ?? 0,
      ),
    },
  });

export const staleCache = bug('a cache that is dropped before the change', {
  mistake: 'A cache is dropped before the value changes, so that a read in between keeps the old one for good.',
  breaks: 'a cache has the current price',
  scenario: (isFixed) => ({
    services: [cache, price(isFixed)],
    operations: ({ call }) => {
      const key = fc.constantFrom('tea', 'jam');
      return [
        call(price(isFixed), 'change', { key, input: fc.integer({ min: 1, max: 9 }) }),
        call(cache, 'read', { key }),
      ];
    },
    // A cancel between the change and the drop leaves the old price in the cache of both twins.
    faults: { operators: false },
    invariants: [
      atRest('a cache has the current price', (view) => {
        for (const key of view.keys('Cache')) {
          const cached = view.state('Cache', key, 'cached');
          const current = view.state('Price', key, 'price') ?? 0;
          if (cached !== undefined && cached !== current)
            return `the cache of ${key} has ${JSON.stringify(cached)}, and the price is ${JSON.stringify(current)}`;
        }
        return true;
      }),
    ],
  }),
});
