import * as restate from '@restatedev/restate-sdk';
import type { Slots } from './types.ts';

type State = { slots: Slots };
type Entry = { slot: string; booking: string };

/** The calendar of a doctor or of a room: who has which slot. */
export const calendar = restate.object({
  name: 'Calendar',
  handlers: {
    take: async (ctx: restate.ObjectContext<State>, { slot, booking }: Entry): Promise<boolean> => {
      const slots = (await ctx.get('slots')) ?? {};
      if (slots[slot] !== undefined && slots[slot] !== booking) return false;
      ctx.set('slots', { ...slots, [slot]: booking });
      return true;
    },
    free: async (ctx: restate.ObjectContext<State>, { slot, booking }: Entry): Promise<void> => {
      const { [slot]: owner, ...others } = (await ctx.get('slots')) ?? {};
      if (owner === booking) ctx.set('slots', others);
    },
  },
});
