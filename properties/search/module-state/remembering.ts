import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { decodeUtf8 } from '../../../sim/core/utf8.ts';
import type { Invariant } from '../../../sim/checks/invariant.ts';
import { remember } from '../../../sim/search/run/fresh-modules.ts';
import { scenario, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';

/** Prices by session, as a process that opened the session has them. Another process has none. */
const prices = new Map<string, number>();

/** Names this process: another one has another name. */
// oxlint-disable-next-line no-restricted-properties -- what code of users does
const instance = Math.random().toString(36).slice(2);

/** Opens a session, and looks up its price some time later. */
function shop(isFixed: boolean) {
  return restate.object({
    name: 'Shop',
    handlers: {
      buy: async (ctx: restate.ObjectContext): Promise<number> => {
        prices.set(ctx.key, 7);
        ctx.set('price', 7);
        await ctx.sleep(1_000);
        const price = isFixed ? await ctx.get<number>('price') : prices.get(ctx.key);
        // In the first attempt of this handler the cache was filled; a replay on a new process fills it as well.
        return price ?? 0;
      },
      quote: async (ctx: restate.ObjectContext): Promise<number> => {
        const known = (await ctx.get<number>('price')) !== null;
        const price = isFixed ? ((await ctx.get<number>('price')) ?? 0) : (prices.get(ctx.key) ?? 0);
        return known && price === 0 ? -1 : price;
      },
    },
  });
}

/** Writes who holds a lease, and compares it later. */
function lease(isFixed: boolean) {
  return restate.object({
    name: 'Lease',
    handlers: {
      hold: async (ctx: restate.ObjectContext): Promise<number> => {
        const me = isFixed ? ctx.rand.uuidv4() : instance;
        const owner = await ctx.run('owner', () => me);
        await ctx.sleep(1_000);
        return owner === me ? 1 : -1;
      },
    },
  });
}

const neverNegative: Invariant = {
  name: 'no handler is surprised',
  watch: () => {
    let judged = 0;
    return {
      see: (event) => {
        if (event.type !== 'completed' || 'failure' in event.result) return undefined;
        judged++;
        const isSurprised = decodeUtf8(event.result.ok) === '-1';
        return isSurprised ? { message: 'A handler found what it did not expect.', events: [event.seq] } : undefined;
      },
      exercised: () => judged,
    };
  },
};

function world(name: string, isFixed: boolean, ...which: readonly ('shop' | 'lease')[]): Scenario {
  const [shops, leases] = [shop(isFixed), lease(isFixed)];
  const key = { key: fc.constantFrom('a', 'b') };
  return scenario(name, {
    services: which.map((each) => (each === 'shop' ? shops : leases)),
    operations: ({ call }) =>
      which.flatMap((each) =>
        each === 'shop' ? [call(shops, 'buy', key), call(shops, 'quote', key)] : [call(leases, 'hold', key)],
      ),
    invariants: [neverNegative],
  });
}

/** What one process keeps in its modules, and another one does not have; each with a twin that keeps it in Restate. */
export const remembering: readonly Scenario[] = [
  world('a cache of the process', false, 'shop'),
  world('an id of the process', false, 'lease'),
];
export const remembered: readonly Scenario[] = [
  world('a cache of the process, fixed', true, 'shop'),
  world('an id of the process, fixed', true, 'lease'),
];

remember([...remembering, ...remembered], import.meta.url, true);
