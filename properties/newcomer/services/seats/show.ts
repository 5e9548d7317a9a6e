import * as restate from '@restatedev/restate-sdk';
import type { Seats } from './types.ts';

type Place = { seat: string; guest: string };
type State = { seats: Seats };

export const show = restate.object({
  name: 'Show',
  handlers: {
    seats: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<State>): Promise<Seats> => (await ctx.get('seats')) ?? {},
    ),
    occupy: async (ctx: restate.ObjectContext<State>, { seat, guest }: Place): Promise<void> => {
      ctx.set('seats', { ...((await ctx.get('seats')) ?? {}), [seat]: guest });
    },
    occupyIfFree: async (ctx: restate.ObjectContext<State>, { seat, guest }: Place): Promise<boolean> => {
      const seats = (await ctx.get('seats')) ?? {};
      if (seats[seat] !== undefined) return seats[seat] === guest;
      ctx.set('seats', { ...seats, [seat]: guest });
      return true;
    },
  },
});

export type Show = typeof show;
