import * as restate from '@restatedev/restate-sdk';
import { declared } from './retries.ts';

type Item = 'a' | 'b' | 'c';
type Items = Record<Item, string>;

/** Maximum eager state, in bytes: two of three items. */
export const SHELF_BYTES = 24;

/** A state value; with its name it has eleven bytes. */
const box = (number: number): string => `box ${String(number).padStart(4, '0')}`;

const numberOf = (item: string | null): number => (item === null ? 0 : Number(item.slice(4)));

/** An object with more state than the server sends with an attempt, and with slow readers. */
export const shelf = restate.object({
  name: 'Shelf',
  handlers: {
    put: async (ctx: restate.ObjectContext<Items>, item: Item): Promise<void> => {
      ctx.set(item, box(numberOf(await ctx.get(item)) + 1));
    },
    fill: async (ctx: restate.ObjectContext<Items>): Promise<void> => {
      ctx.set('c', box(1));
      ctx.set('b', box(1));
      ctx.set('a', box(1));
    },
    /** Its writes are visible while it is still running. */
    rearrange: async (ctx: restate.ObjectContext<Items>): Promise<void> => {
      const before = numberOf(await ctx.get('a'));
      ctx.set('a', box(before + 1));
      await ctx.sleep(5);
      ctx.set('b', box(before + 2));
      await ctx.sleep(5);
      ctx.set('a', box(before + 3));
    },
    look: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<Items>): Promise<string[]> => {
      const items = [await ctx.get('a'), await ctx.get('b'), await ctx.get('c')];
      return items.map((item) => item ?? 'nothing');
    }),
    names: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<Items>): Promise<readonly string[]> =>
      ctx.stateKeys(),
    ),
    /** Is suspended while it waits: after a sleep it reads the state of the time when it was woken. */
    lookAgain: restate.handlers.object.shared(
      { inactivityTimeout: 0 },
      async (ctx: restate.ObjectSharedContext<Items>): Promise<(string | null)[]> => {
        const before = await ctx.get('a');
        await ctx.sleep(3);
        const after = await ctx.get('a');
        await ctx.sleep(8);
        return [before, after, await ctx.get('b')];
      },
    ),
    /** Writes in a shared handler: the types forbid it, and so does the server. */
    scribble: restate.handlers.object.shared(
      declared('pause'),
      async (ctx: restate.ObjectSharedContext<Items>): Promise<void> => {
        (ctx as restate.ObjectContext<Items>).set('a', box(9));
        await ctx.sleep(1);
      },
    ),
  },
});
