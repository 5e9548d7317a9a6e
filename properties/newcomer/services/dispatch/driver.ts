import { object, type ObjectContext } from '@restatedev/restate-sdk';
import { reportDelivered } from './finish.ts';
import type { Offer, Shift } from './types.ts';

type State = { shift: Shift };

const load = async (ctx: ObjectContext<State>): Promise<Shift> =>
  (await ctx.get('shift')) ?? { current: null, completed: 0 };

const driverObject = object({
  name: 'Driver',
  handlers: {
    /** Takes a delivery unless there is one in the car. */
    async offer(ctx: ObjectContext<State>, offer: Offer): Promise<boolean> {
      const shift = await load(ctx);
      if (shift.current !== null) return shift.current === offer.delivery;
      ctx.set('shift', { ...shift, current: offer.delivery });
      return true;
    },

    async reroute(ctx: ObjectContext<State>, { delivery, address }: Offer): Promise<void> {
      const shift = await load(ctx);
      if (shift.current === delivery) ctx.set('shift', { ...shift, route: address });
    },

    async dropOff(ctx: ObjectContext<State>): Promise<number> {
      const shift = await load(ctx);
      if (shift.current === null) return shift.completed;
      await reportDelivered(ctx, shift.current);
      ctx.set('shift', { current: null, completed: shift.completed + 1 });
      return shift.completed + 1;
    },
  },
});

export type DriverApi = typeof driverObject;
export default driverObject;
