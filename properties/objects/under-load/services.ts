import * as restate from '@restatedev/restate-sdk';
import { rateLimiter } from '../../../objects/rate-limiter.ts';

/** What a request takes, in ms: an external API that is asked. */
export const WORK_MS = 1_000;

/** Is called in a scope, whose limits bound how many run at once. */
export const limited = restate.service({
  name: 'Limited',
  handlers: {
    ask: async (ctx: restate.Context): Promise<void> => ctx.sleep(WORK_MS),
  },
});

/** Takes a token before it asks: from one bucket of all customers, or from the customer's own. */
export const metered = restate.service({
  name: 'Metered',
  handlers: {
    ask: async (ctx: restate.Context, bucket: string): Promise<void> => {
      const { allowed, retryAfterMs } = await ctx.objectClient(rateLimiter, bucket).check({ tokens: 1 });
      if (!allowed) throw new restate.TerminalError(`ask again after ${retryAfterMs} ms`, { errorCode: 429 });
      await ctx.sleep(WORK_MS);
    },
  },
});

export { rateLimiter };
