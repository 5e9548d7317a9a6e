import * as restate from '@restatedev/restate-sdk';
import { bucketOf } from './hash.ts';
import { lookup } from './lookup.ts';

const NEW_CHECKOUT = 'a';

/** Which page a visitor gets. */
const pages = restate.service({
  name: 'Pages',
  handlers: {
    checkout: async (ctx: restate.Context, user: string): Promise<'old' | 'new'> => {
      const flag = await lookup(ctx, NEW_CHECKOUT);
      const isNew = flag.enabled && bucketOf(user) < flag.rollout;
      await ctx.run('count the visit', () => ({ user, isNew }));
      return isNew ? 'new' : 'old';
    },
  },
});

export default pages;
