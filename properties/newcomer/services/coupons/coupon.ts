import { object, serde, type ObjectContext } from '@restatedev/restate-sdk';
import * as restate from '@restatedev/restate-sdk';
import { redeemed } from './count.ts';
import { LIMIT, type Coupon, type Redemption } from './types.ts';

type State = { coupon: Coupon };

const load = async (ctx: ObjectContext<State>): Promise<Coupon> =>
  (await ctx.get('coupon')) ?? { left: LIMIT, redeemedBy: {} };

export const coupon = object({
  name: 'Coupon',
  handlers: {
    redeem: restate.handlers.object.exclusive(
      { output: serde.json },
      async (ctx: ObjectContext<State>, redemption: Redemption) => {
        const after = redeemed(await load(ctx), redemption);
        ctx.set('coupon', after);
        return { left: after.left };
      },
    ),
  },
});
