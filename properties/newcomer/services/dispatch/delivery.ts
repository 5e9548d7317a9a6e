import { object, TerminalError, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk';
import { driver } from './clients.ts';
import type { Delivery } from './types.ts';

type State = { delivery: Delivery };

async function load(ctx: ObjectSharedContext<State>): Promise<Delivery> {
  return (await ctx.get('delivery')) ?? { status: 'new' };
}

const deliveryObject = object({
  name: 'Delivery',
  handlers: {
    async assign(ctx: ObjectContext<State>, to: { driver: string; address: string }): Promise<boolean> {
      const current = await load(ctx);
      if (current.status === 'assigned' || current.status === 'delivered')
        throw new TerminalError(`already ${current.status}`, { errorCode: 409 });
      ctx.set('delivery', { status: 'offered', address: to.address, driver: to.driver });
      const accepted = await driver(ctx, to.driver).offer({ delivery: ctx.key, address: to.address });
      ctx.set('delivery', accepted ? { ...to, status: 'assigned' } : { status: 'new' });
      return accepted;
    },

    /** The customer moves; the driver is informed. */
    async changeAddress(ctx: ObjectContext<State>, address: string): Promise<void> {
      const current = await load(ctx);
      if (current.status !== 'assigned' || current.driver === undefined) return;
      await driver(ctx, current.driver).reroute({ delivery: ctx.key, address });
      ctx.set('delivery', { ...current, address });
    },

    async delivered(ctx: ObjectContext<State>): Promise<void> {
      const current = await load(ctx);
      ctx.set('delivery', { ...current, status: 'delivered' });
    },

    async status(ctx: ObjectContext<State>): Promise<Delivery> {
      return load(ctx);
    },
  },
});

export type DeliveryApi = typeof deliveryObject;
export default deliveryObject;
