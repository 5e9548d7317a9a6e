import * as restate from '@restatedev/restate-sdk';

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

interface State {
  bucket: Bucket;
}

const CAPACITY = 5;
const MS_PER_TOKEN = 60_000;

function refilled({ tokens, filledAtMs }: Bucket, nowMs: number): Bucket {
  const more = Math.floor((nowMs - filledAtMs) / MS_PER_TOKEN);
  if (tokens + more >= CAPACITY) return { tokens: CAPACITY, filledAtMs: nowMs };
  return { tokens: tokens + more, filledAtMs: filledAtMs + more * MS_PER_TOKEN };
}

/** A bucket of tokens for each API key. */
export const limiter = restate.object({
  name: 'Limiter',
  handlers: {
    take: async (ctx: restate.ObjectContext<State>): Promise<number> => {
      const nowMs = await ctx.date.now();
      const known = await ctx.get('bucket');
      const bucket = refilled(known ?? { tokens: CAPACITY, filledAtMs: nowMs }, nowMs);
      if (bucket.tokens < 1) throw new restate.TerminalError('too many requests', { errorCode: 429 });
      const left = bucket.tokens - 1;
      ctx.set('bucket', { tokens: left, filledAtMs: bucket.filledAtMs });
      return left;
    },

    left: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<number> => {
      const bucket = await ctx.get('bucket');
      return bucket === null ? CAPACITY : bucket.tokens;
    }),
  },
});
