import * as restate from '@restatedev/restate-sdk';
import { isDue } from './closing.ts';
import { EXTENSION_MS, OPEN_MS, type Auction, type Bid } from './types.ts';

type Ctx = restate.ObjectContext<{ auction: Auction }>;

const closeLater = (ctx: Ctx, delay: number): void =>
  void ctx.objectSendClient<AuctionApi>({ name: 'Auction' }, ctx.key).close(restate.rpc.sendOpts({ delay }));

async function opened(ctx: Ctx): Promise<Auction> {
  const auction = await ctx.get('auction');
  if (auction === null) throw new restate.TerminalError('not open', { errorCode: 404 });
  return auction;
}

export const auction = restate.object({
  name: 'Auction',
  handlers: {
    async open(ctx: Ctx): Promise<void> {
      if ((await ctx.get('auction')) !== null) return;
      ctx.set('auction', { endsAt: (await ctx.date.now()) + OPEN_MS, highest: null, closed: false });
      closeLater(ctx, OPEN_MS);
    },

    async bid(ctx: Ctx, bid: Bid): Promise<boolean> {
      const current = await opened(ctx);
      const now = await ctx.date.now();
      if (current.closed || now >= current.endsAt) return false;
      if (current.highest !== null && bid.amount <= current.highest.amount) return false;
      const isLate = current.endsAt - now < EXTENSION_MS;
      const endsAt = isLate ? now + EXTENSION_MS : current.endsAt;
      ctx.set('auction', { ...current, highest: bid, endsAt });
      if (isLate) closeLater(ctx, EXTENSION_MS);
      return true;
    },

    async close(ctx: Ctx): Promise<void> {
      const current = await opened(ctx);
      const now = await ctx.date.now();
      if (!isDue(current, now)) return;
      ctx.set('auction', { ...current, closed: true, closedAt: now });
    },
  },
});

type AuctionApi = typeof auction;
