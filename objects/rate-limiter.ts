/**
 * A token bucket per key: `capacity` requests at once, `refillPerSecond` on average.
 *
 * **Exact.** A bucket counts millionths of a token, and a rate is a whole number of thousandths of a token per second.
 * Then a millisecond refills a whole number of millionths, nothing is ever rounded, and these hold to the millisecond:
 * the level stays between 0 and the capacity; after `retryAfterMs` without other requests a check is admitted, and a
 * millisecond earlier it is not. Tokens themselves are asked for in whole numbers.
 *
 * **Time** is read with `ctx.date.now()`, which is journaled: a retry decides by the instant that the first attempt saw.
 * For the bucket time only moves forward. A clock set back counts as standing still, so it never lets more through, and
 * `retryAfterMs` includes the time it needs to catch up. A clock that jumps forward has, for all the bucket can know, seen
 * that time pass. If it jumped by mistake and is then set right, the bucket stands still until the clock is past the
 * mistake: `initialize` with `reset: true` starts it afresh.
 *
 * From any decision to any later one, tokens admitted ≤ capacity + rate x (latest instant shown − first instant shown),
 * without a reset in between.
 *
 * **Only admissions are written.** A refused request changes nothing, so a flood of them costs no writes.
 *
 * **Errors** (all terminal): 404 a bucket that was never initialized; 400 bad numbers, and a request for more than the
 * capacity, which no wait could satisfy.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, wholeNumber } from './refuse.ts';

export interface BucketConfig {
  /** Whole tokens, at least 1. */
  readonly capacity: number;
  /** At least 0, with at most three decimals. At 0 a bucket never refills. */
  readonly refillPerSecond: number;
}

export interface Decision {
  readonly allowed: boolean;
  /** Whole tokens left. */
  readonly remaining: number;
  /** Whole milliseconds on the clock that this decision saw; 0 when allowed, `null` when no wait will do (rate 0). */
  readonly retryAfterMs: number | null;
}

/** What a bucket keeps, in millionths of a token ("micros") and milliseconds. One state key, so that it is read whole. */
export interface Bucket {
  readonly capacityMicros: number;
  readonly microsPerMs: number;
  /** The level at the instant `atMs`; what has refilled since then is computed when a request comes. */
  readonly levelMicros: number;
  readonly atMs: number;
}

type BucketState = { bucket: Bucket };

/** One bucket per key, for instance per user and per endpoint. */
export const rateLimiter = restate.object({
  name: 'RateLimiter',
  handlers: {
    /**
     * Makes a full bucket. On a bucket that exists it changes capacity and rate and keeps the level, cut to the new
     * capacity: any number of gateways may initialize at start-up, and none of them hands out tokens by doing so.
     * `reset: true` is the way to ask for a full bucket.
     */
    initialize: async (
      ctx: restate.ObjectContext<BucketState>,
      request: BucketConfig & { readonly reset?: boolean },
    ): Promise<void> => {
      const { reset } = fieldsOf(request);
      const limits = limitsFrom(request);
      const existing = await ctx.get('bucket');
      const now = await ctx.date.now();
      const fresh = existing === null || reset === true;
      ctx.set('bucket', fresh ? fullBucket(limits, now) : reconfigured(existing, limits, now));
    },

    check: async (ctx: restate.ObjectContext<BucketState>, request: { readonly tokens: number }): Promise<Decision> => {
      const bucket = (await ctx.get('bucket')) ?? unknownBucket(ctx.key);
      const tokens = wholeNumber('tokens', fieldsOf(request).tokens, 1, Number.MAX_SAFE_INTEGER);
      const { decision, after } = take(bucket, tokens, await ctx.date.now());
      if (decision.allowed) ctx.set('bucket', after);
      return decision;
    },

    /** How full the bucket is, without taking anything or waiting for the lock. A guide, not a promise to admit. */
    status: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<BucketState>): Promise<BucketConfig & { remaining: number }> => {
        const bucket = (await ctx.get('bucket')) ?? unknownBucket(ctx.key);
        const { capacityMicros, microsPerMs, levelMicros } = refilled(bucket, await ctx.date.now());
        return {
          capacity: capacityMicros / microsPerToken,
          refillPerSecond: microsPerMs / milliTokensPerToken,
          remaining: wholeTokens(levelMicros),
        };
      },
    ),
  },
});

function unknownBucket(key: string): never {
  return refuse(404, `rate limiter "${key}" was never initialized`);
}

// The decisions, as functions of a bucket and an instant.

const microsPerToken = 1_000_000;
const milliTokensPerToken = 1_000;
/** Keeps every product and sum below within the exact numbers. */
const mostTokens = 1_000_000_000;

export type Limits = Pick<Bucket, 'capacityMicros' | 'microsPerMs'>;

/** A rate of 0.001 tokens per second is one millionth of a token per millisecond: the same number, read in other units. */
export function limitsFrom(config: BucketConfig): Limits {
  const { capacity, refillPerSecond } = fieldsOf(config);
  const capacityMicros = wholeNumber('capacity', capacity, 1, mostTokens) * microsPerToken;
  const microsPerMs = typeof refillPerSecond === 'number' ? Math.round(refillPerSecond * milliTokensPerToken) : NaN;
  const exact = microsPerMs / milliTokensPerToken === refillPerSecond;
  if (!exact || microsPerMs < 0 || microsPerMs > mostTokens * milliTokensPerToken)
    refuse(400, `refillPerSecond must be from 0 to ${mostTokens} with at most three decimals`);
  return { capacityMicros, microsPerMs };
}

export function fullBucket(limits: Limits, nowMs: number): Bucket {
  return { ...limits, levelMicros: limits.capacityMicros, atMs: nowMs };
}

/** New limits from now on: what has refilled until now did so at the old rate, and no token is made. */
export function reconfigured(bucket: Bucket, limits: Limits, nowMs: number): Bucket {
  const { levelMicros, atMs } = refilled(bucket, nowMs);
  return { ...limits, levelMicros: Math.min(levelMicros, limits.capacityMicros), atMs };
}

/** The bucket as it is at `nowMs`, or as it was at its own last instant if the clock has gone back behind that. */
export function refilled(bucket: Bucket, nowMs: number): Bucket {
  const { capacityMicros, microsPerMs, levelMicros, atMs } = bucket;
  if (nowMs <= atMs) return bucket;
  const fullAfterMs = waitMs(capacityMicros - levelMicros, microsPerMs);
  // Compared by time, not by amount: rate x a long time leaves the exact numbers, this does not.
  const full = fullAfterMs !== null && nowMs - atMs >= fullAfterMs;
  return { ...bucket, levelMicros: full ? capacityMicros : levelMicros + (nowMs - atMs) * microsPerMs, atMs: nowMs };
}

/** Decides on a request. `after` is the bucket to keep if it was allowed. */
export function take(bucket: Bucket, tokens: number, nowMs: number): { decision: Decision; after: Bucket } {
  const wanted = tokens * microsPerToken;
  if (wanted > bucket.capacityMicros)
    refuse(400, `${tokens} tokens can never be had: the capacity is ${wholeTokens(bucket.capacityMicros)}`);
  const now = refilled(bucket, nowMs);
  const missing = wanted - now.levelMicros;
  if (missing > 0) {
    const wait = waitMs(missing, now.microsPerMs);
    // The clock may be behind the bucket, which refills only once it has caught up.
    const retryAfterMs = wait === null ? null : now.atMs - nowMs + wait;
    return { decision: { allowed: false, remaining: wholeTokens(now.levelMicros), retryAfterMs }, after: bucket };
  }
  const after = { ...now, levelMicros: now.levelMicros - wanted };
  return { decision: { allowed: true, remaining: wholeTokens(after.levelMicros), retryAfterMs: 0 }, after };
}

/** The first whole millisecond after which `micros` have refilled; `null` if that never happens. */
function waitMs(micros: number, microsPerMs: number): number | null {
  if (micros === 0) return 0;
  if (microsPerMs === 0) return null;
  const rest = micros % microsPerMs;
  return (micros - rest) / microsPerMs + (rest > 0 ? 1 : 0);
}

function wholeTokens(micros: number): number {
  return Math.floor(micros / microsPerToken);
}
