import * as restate from '@restatedev/restate-sdk';
import { accepted } from './accept.ts';
import { VALID_MINUTES, type Quote } from './types.ts';

type Ctx = restate.ObjectContext<{ quote: Quote }>;

export const quotes = restate.object({
  name: 'Quote',
  handlers: {
    request: async (ctx: Ctx, item: string): Promise<number> => {
      const known = await ctx.get('quote');
      if (known !== null) return known.price;
      const price = await ctx.run('ask the supplier', () => 100 + item.length);
      ctx.set('quote', { price, status: 'open' });
      ctx
        .objectSendClient<QuoteApi>({ name: 'Quote' }, ctx.key)
        .expire(restate.rpc.sendOpts({ delay: { minutes: VALID_MINUTES } }));
      return price;
    },
    accept: async (ctx: Ctx): Promise<number> => {
      const quote = await ctx.get('quote');
      const next = quote === null ? undefined : accepted(quote);
      if (next === undefined) throw new restate.TerminalError('no open quote', { errorCode: 410 });
      ctx.set('quote', next);
      return next.price;
    },
    expire: async (ctx: Ctx): Promise<void> => {
      const quote = await ctx.get('quote');
      if (quote?.status === 'open') ctx.set('quote', { ...quote, status: 'expired' });
    },
  },
});

type QuoteApi = typeof quotes;
