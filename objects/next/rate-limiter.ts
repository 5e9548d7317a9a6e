/**
 * The second version of the token bucket: it counts billionths of a token, for rates with six decimals.
 *
 * **Buckets of the first version count millionths.** A number does not say its unit, so the new unit has a key of its own:
 * `fineRateLimiter` reads that one, and where there is none the old one, in its unit. The first version does not know the new
 * key, so there is no way back; nor can it arrive in place, because it reads another key than the journals hold.
 * `mistakenRateLimiter` keeps the key, and takes millionths for billionths: full buckets are empty.
 */
import * as restate from '@restatedev/restate-sdk';
import {
  fullBucket,
  limitsFrom,
  reconfigured,
  refilled,
  take,
  type Bucket,
  type BucketConfig,
  type Decision,
} from '../rate-limiter.ts';
import { fieldsOf, refuse, wholeNumber } from '../refuse.ts';

/** What a bucket keeps, in billionths of a token ("nanos") and milliseconds. */
interface FineBucket {
  readonly capacityNanos: number;
  readonly nanosPerMs: number;
  readonly levelNanos: number;
  readonly atMs: number;
}

/** Keys of the state: that of the first version, and that of the finer unit. */
type BucketState = { bucket: Bucket; fine: FineBucket };
type Reader = restate.ObjectSharedContext<BucketState>;
type Owner = restate.ObjectContext<BucketState>;

/** Where a bucket is kept. */
interface Storage {
  readonly load: (ctx: Reader) => Promise<Bucket | null>;
  readonly store: (ctx: Owner, bucket: Bucket) => void;
}

const FINER = 1_000;

export const fineRateLimiter = limiterOn({
  load: async (ctx) => {
    const fine = await ctx.get('fine');
    return fine === null ? ctx.get('bucket') : coarse(fine);
  },
  store: (ctx, bucket) => ctx.set('fine', fineOf(bucket)),
});

export const mistakenRateLimiter = limiterOn({
  load: async (ctx) => {
    const bucket = await ctx.get('bucket');
    if (bucket === null) return null;
    const { capacityMicros: capacityNanos, microsPerMs: nanosPerMs, levelMicros: levelNanos, atMs } = bucket;
    return coarse({ capacityNanos, nanosPerMs, levelNanos, atMs });
  },
  store: (ctx, bucket) => {
    const { capacityNanos: capacityMicros, nanosPerMs: microsPerMs, levelNanos: levelMicros, atMs } = fineOf(bucket);
    ctx.set('bucket', { capacityMicros, microsPerMs, levelMicros, atMs });
  },
});

function limiterOn({ load, store }: Storage) {
  const known = async (ctx: Reader): Promise<Bucket> =>
    (await load(ctx)) ?? refuse(404, `rate limiter "${ctx.key}" was never initialized`);
  return restate.object({
    name: 'RateLimiter',
    handlers: {
      initialize: async (ctx: Owner, request: BucketConfig & { readonly reset?: boolean }): Promise<void> => {
        const limits = limitsFrom(request);
        const existing = await load(ctx);
        const now = await ctx.date.now();
        const fresh = existing === null || fieldsOf(request).reset === true;
        store(ctx, fresh ? fullBucket(limits, now) : reconfigured(existing, limits, now));
      },

      check: async (ctx: Owner, request: { readonly tokens: number }): Promise<Decision> => {
        const bucket = await known(ctx);
        const tokens = wholeNumber('tokens', fieldsOf(request).tokens, 1, Number.MAX_SAFE_INTEGER);
        const { decision, after } = take(bucket, tokens, await ctx.date.now());
        if (decision.allowed) store(ctx, after);
        return decision;
      },

      status: restate.handlers.object.shared(async (ctx: Reader): Promise<BucketConfig & { remaining: number }> => {
        const { capacityMicros, microsPerMs, levelMicros } = refilled(await known(ctx), await ctx.date.now());
        return {
          capacity: capacityMicros / 1_000_000,
          refillPerSecond: microsPerMs / 1_000,
          remaining: Math.floor(levelMicros / 1_000_000),
        };
      }),
    },
  });
}

function fineOf({ capacityMicros, microsPerMs, levelMicros, atMs }: Bucket): FineBucket {
  return {
    capacityNanos: capacityMicros * FINER,
    nanosPerMs: microsPerMs * FINER,
    levelNanos: levelMicros * FINER,
    atMs,
  };
}

/** The decisions are those of the first version, in its unit. */
function coarse({ capacityNanos, nanosPerMs, levelNanos, atMs }: FineBucket): Bucket {
  return {
    capacityMicros: capacityNanos / FINER,
    microsPerMs: nanosPerMs / FINER,
    levelMicros: levelNanos / FINER,
    atMs,
  };
}
