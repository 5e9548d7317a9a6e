import * as restate from '@restatedev/restate-sdk';
import { memberKey } from './key.ts';
import type { Points } from './points.ts';
import type { Purchase } from './types.ts';

const POINTS: Points = { name: 'Points' };

export const shop = restate.service({
  name: 'Shop',
  handlers: {
    bought: async (ctx: restate.Context, { order, email, cents }: Purchase): Promise<void> => {
      ctx.objectSendClient(POINTS, memberKey(email)).earn({ order, points: Math.floor(cents / 100) });
    },
    pointsOf: async (ctx: restate.Context, email: string): Promise<number> =>
      ctx.objectClient(POINTS, memberKey(email)).balance(),
  },
});
