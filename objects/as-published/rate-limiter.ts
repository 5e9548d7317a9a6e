import * as restate from '@restatedev/restate-sdk';
import { duration, get, run, secondsBetween, set, zeroTime, type Missing } from './go.ts';

export interface TokenBucket {
  readonly tokens: number;
  readonly capacity: number;
  /** Tokens per second. */
  readonly refill_rate: number;
  readonly last_refill_at: number;
}

export interface RateLimiterConfig {
  readonly Capacity: number;
  readonly RefillRate: number;
}

export interface RateLimitResult {
  readonly Allowed: boolean;
  readonly RemainingTokens: number;
  /** In nanoseconds. */
  readonly RetryAfter: number;
}

const zero: TokenBucket = { tokens: 0, capacity: 0, refill_rate: 0, last_refill_at: zeroTime };

/** guide, part 3, "Pattern: Token Bucket Rate Limiter" */
export function rateLimiter(missing: Missing) {
  return restate.object({
    name: 'RateLimiter',
    handlers: {
      Initialize: async (ctx: restate.ObjectContext, config: RateLimiterConfig): Promise<void> => {
        const bucket: TokenBucket = {
          tokens: config.Capacity,
          capacity: config.Capacity,
          refill_rate: config.RefillRate,
          last_refill_at: Date.now(),
        };
        set(ctx, 'bucket', bucket);
      },

      CheckLimit: async (ctx: restate.ObjectContext, tokens: number): Promise<RateLimitResult> => {
        let now = zeroTime;
        await run(ctx, () => {
          now = Date.now();
        });
        const [stored, err] = await get(ctx, 'bucket', { zero, missing });
        if (err !== undefined) throw err;
        const elapsed = secondsBetween(stored.last_refill_at, now);
        const refill = elapsed * stored.refill_rate;
        let bucket = { ...stored, tokens: Math.min(stored.capacity, stored.tokens + refill), last_refill_at: now };
        if (bucket.tokens >= tokens) {
          bucket = { ...bucket, tokens: bucket.tokens - tokens };
          set(ctx, 'bucket', bucket);
          return { Allowed: true, RemainingTokens: bucket.tokens, RetryAfter: 0 };
        }
        set(ctx, 'bucket', bucket);
        const waitTime = (tokens - bucket.tokens) / bucket.refill_rate;
        return { Allowed: false, RemainingTokens: bucket.tokens, RetryAfter: duration(waitTime) };
      },

      GetStatus: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<TokenBucket> => {
        const [bucket, err] = await get(ctx, 'bucket', { zero, missing });
        if (err !== undefined) throw err;
        return bucket;
      }),
    },
  });
}
